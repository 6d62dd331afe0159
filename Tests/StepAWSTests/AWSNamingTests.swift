import StepAWS
import Testing

@Suite struct AWSNamingTests {
    @Test(arguments: [
        ("DBInstanceIdentifier", "DbInstanceIdentifier"),
        ("DBSnapshots", "DbSnapshots"),
        ("DBSnapshot", "DbSnapshot"),
        ("ETag", "ETag"),
        ("IAMDatabaseAuthenticationEnabled", "IamDatabaseAuthenticationEnabled"),
        ("MultiAZ", "MultiAz"),
        ("DBName", "DbName"),
        ("VpcSecurityGroupIds", "VpcSecurityGroupIds"),
        ("SSEKMSKeyId", "SsekmsKeyId"),
        ("MD5OfBody", "Md5OfBody"),
        ("stateMachineArn", "StateMachineArn"),
        ("S3Bucket", "S3Bucket"),
        ("s3ec2Name", "S3Ec2Name"),
        ("KMSKeyId", "KmsKeyId"),
        ("URL", "Url"),
        ("Marker", "Marker"),
        ("TESTv4Success", "TestV4Success"),
        ("acm-success", "AcmSuccess"),
        ("Id", "Id"),
        ("", ""),
    ])
    func spellsMembersAsTheJavaSDKDoes(wire: String, state: String) {
        #expect(AWSNaming.pascalCase(wire) == state)
        #expect(AWSNaming.memberName(wire) == state)
    }

    @Test(arguments: ["equals", "Equals"]) func avoidsTheNameThatEveryJavaObjectHas(wire: String) {
        #expect(AWSNaming.memberName(wire) == "EqualsValue")
    }

    @Test func setsVersionsApart() {
        #expect(AWSNaming.words(of: "TESTv4Success") == ["TEST", "v4", "Success"])
        #expect(AWSNaming.words(of: "TestV4") == ["Test", "V4"])
        #expect(AWSNaming.words(of: "S3v2") == ["S3", "v2"])
        #expect(AWSNaming.words(of: "av4b") == ["av4", "b"])
    }

    @Test(arguments: [
        ("RDS", "Rds", "rds"),
        ("DynamoDB", "DynamoDb", "dynamodb"),
        ("SFN", "Sfn", "sfn"),
        ("S3", "S3", "s3"),
        ("CloudWatch Logs", "CloudWatchLogs", "cloudwatchlogs"),
        ("Secrets Manager", "SecretsManager", "secretsmanager"),
        ("ACM PCA", "AcmPca", "acmpca"),
        ("EC2", "Ec2", "ec2"),
        ("Elastic Load Balancing v2", "ElasticLoadBalancingV2", "elasticloadbalancingv2"),
        ("Database Migration Service", "DatabaseMigration", "databasemigration"),
        ("API Gateway", "ApiGateway", "apigateway"),
    ])
    func namesServices(id: String, prefix: String, name: String) {
        #expect(AWSNaming.servicePrefix(serviceID: id) == prefix)
        #expect(AWSNaming.serviceName(serviceID: id) == name)
    }

    @Test(arguments: [
        ("RDS", "DBSnapshotAlreadyExistsFault", "Rds.DbSnapshotAlreadyExistsException"),
        ("RDS", "InvalidDBInstanceStateFault", "Rds.InvalidDbInstanceStateException"),
        ("S3", "NoSuchBucket", "S3.NoSuchBucketException"),
        ("SFN", "InvalidToken", "Sfn.InvalidTokenException"),
        ("DynamoDB", "ConditionalCheckFailedException", "DynamoDb.ConditionalCheckFailedException"),
    ])
    func namesErrors(service: String, shape: String, error: String) {
        #expect(AWSNaming.errorName(serviceID: service, shape: shape) == error)
    }

    @Test func namesWhatTheModelDoesNotList() {
        #expect(AWSNaming.unmodelledErrorName(serviceID: "RDS") == "Rds.RdsException")
        #expect(AWSNaming.unmodelledErrorName(serviceID: "DynamoDB") == "DynamoDb.DynamoDbException")
        #expect(AWSNaming.clientErrorName(serviceID: "RDS") == "Rds.SdkClientException")
    }

    @Test func suggestsNearNamesNearestFirst() {
        let names = ["createDBSnapshot", "createDBInstance", "describeDBSnapshots", "addTagsToResource"]
        #expect(CloseNames.of("createDbSnapshots", among: names).first == "createDBSnapshot")
        #expect(CloseNames.of("somethingElse", among: names).isEmpty)
        #expect(CloseNames.of("untill", among: ["until", "every"]) == ["until"])
    }
}
