import StepAWS

/// A service in the manner of RDS: small, but with one of everything that the query protocol has.
enum ModelFixture {
    static let text = """
        {
         "version": "2.0",
         "metadata": {"apiVersion": "2014-10-31", "endpointPrefix": "rds", "protocol": "query", "serviceId": "RDS",
          "serviceFullName": "Amazon Relational Database Service", "signatureVersion": "v4"},
         "operations": {
          "CreateDBSnapshot": {"name": "CreateDBSnapshot", "http": {"method": "POST", "requestUri": "/"},
           "input": {"shape": "CreateDBSnapshotMessage"},
           "output": {"shape": "CreateDBSnapshotResult", "resultWrapper": "CreateDBSnapshotResult"},
           "errors": [{"shape": "DBSnapshotAlreadyExistsFault"}],
           "documentation": "<p>\\"quoted\\" {braces} [brackets]</p>"},
          "DescribeDBSnapshots": {"name": "DescribeDBSnapshots", "http": {"method": "POST", "requestUri": "/"},
           "input": {"shape": "DescribeDBSnapshotsMessage"},
           "output": {"shape": "DBSnapshotMessage", "resultWrapper": "DescribeDBSnapshotsResult"}},
          "Listen": {"name": "Listen", "http": {"method": "POST", "requestUri": "/"},
           "input": {"shape": "ListenMessage"}},
          "ListThings": {"name": "ListThings", "http": {"method": "POST", "requestUri": "/"}, "authtype": "none"}
         },
         "shapes": {
          "CreateDBSnapshotMessage": {"type": "structure", "required": ["DBSnapshotIdentifier", "DBInstanceIdentifier"],
           "members": {"DBSnapshotIdentifier": {"shape": "String"}, "DBInstanceIdentifier": {"shape": "String"},
            "Tags": {"shape": "TagList"}, "Options": {"shape": "StringMap"}, "Since": {"shape": "TStamp"},
            "Secret": {"shape": "Blob"}, "Attempts": {"shape": "Integer"}, "Ratio": {"shape": "Double"}}},
          "CreateDBSnapshotResult": {"type": "structure", "members": {"DBSnapshot": {"shape": "DBSnapshot"}}},
          "DescribeDBSnapshotsMessage": {"type": "structure", "members": {"DBSnapshotIdentifier": {"shape": "String"},
            "MaxRecords": {"shape": "Integer"}, "Encrypted": {"shape": "Boolean"}}},
          "DBSnapshotMessage": {"type": "structure", "members": {"Marker": {"shape": "String"},
            "DBSnapshots": {"shape": "DBSnapshotList"}}},
          "DBSnapshotList": {"type": "list", "member": {"shape": "DBSnapshot", "locationName": "DBSnapshot"}},
          "DBSnapshot": {"type": "structure", "members": {"DBSnapshotIdentifier": {"shape": "String"},
            "SnapshotCreateTime": {"shape": "TStamp"}, "AllocatedStorage": {"shape": "Integer"},
            "Encrypted": {"shape": "Boolean"}, "TagList": {"shape": "TagList"}, "Options": {"shape": "StringMap"}}},
          "DBSnapshotAlreadyExistsFault": {"type": "structure", "members": {},
           "error": {"code": "DBSnapshotAlreadyExists", "httpStatusCode": 400, "senderFault": true}, "exception": true},
          "QuotaFault": {"type": "structure", "members": {}, "error": {"code": "Quota", "httpStatusCode": 400},
           "exception": true},
          "ListenMessage": {"type": "structure", "members": {"ClientToken": {"shape": "String", "idempotencyToken": true},
            "Names": {"shape": "FlatList"}, "Renamed": {"shape": "FlatList", "flattened": true, "locationName": "Hi"}}},
          "FlatList": {"type": "list", "member": {"shape": "String", "locationName": "Name"}, "flattened": true},
          "Tag": {"type": "structure", "members": {"Key": {"shape": "String"}, "Value": {"shape": "String"}}},
          "TagList": {"type": "list", "member": {"shape": "Tag", "locationName": "Tag"}},
          "StringMap": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "String"}},
          "String": {"type": "string"}, "Integer": {"type": "integer"}, "Boolean": {"type": "boolean"},
          "Double": {"type": "double"}, "Blob": {"type": "blob"}, "TStamp": {"type": "timestamp"}
         }
        }
        """

    static func model() throws -> ServiceModel { try ServiceModel(bytes: Array(text.utf8)) }
}
