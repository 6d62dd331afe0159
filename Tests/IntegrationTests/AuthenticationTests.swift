import StepJSON
import Testing

/// Our signatures before a server that checks them.
@Suite(.enabled(if: Programs.hasTools && Programs.hasModels, "moto is not installed; packaging/test installs it"))
struct AuthenticationTests {
    @Test func theRightKeyIsAcceptedAndAWrongOneIsTheStatesError() async throws {
        // Free: creating the user, its policy, its key and the database. Checked: everything after.
        try await MotoServer.with(freeActions: 4) { moto in
            let key = try await makeUser(moto)
            let job = try SnapshotJob.text()
            try await DaemonFixture.with(
                jobs: ["rds-snapshot.yaml": job],
                endpointPort: moto.port,
                keyID: key.id,
                secret: key.secret
            ) { daemon in
                let arn = try await daemon.client.start(SnapshotJob.name, name: "right")
                let run = try await daemon.client.waitForEnd(arn, seconds: 30)
                #expect(run.status == "SUCCEEDED", "\(run.error ?? ""): \(run.cause ?? "")")
                #expect(run.output?["DbInstanceIdentifier"] == "orders-prod")
            }
            try await DaemonFixture.with(
                jobs: ["rds-snapshot.yaml": job],
                endpointPort: moto.port,
                keyID: key.id,
                secret: "wrong" + key.secret
            ) { daemon in
                let arn = try await daemon.client.start(SnapshotJob.name, name: "wrong")
                let run = try await daemon.client.waitForEnd(arn, seconds: 60)
                #expect(run.status == "FAILED")
                // moto answers SignatureDoesNotMatch, which RDS's model does not name: the service's own exception.
                #expect(run.error == "Rds.RdsException", "\(run.error ?? "")")
                #expect(
                    run.cause?.contains("(Service: Rds, Status Code: 403, Request ID:") == true,
                    "\(run.cause ?? "")"
                )
                #expect(run.cause?.contains(key.secret) == false)
            }
        }
    }

    private func makeUser(_ moto: MotoServer) async throws -> MotoServer.AccessKey {
        let policy = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "rds:*", "Resource": "*"}]}
            """
        _ = try await moto.aws(["iam", "create-user", "--user-name", "stepd"])
        _ = try await moto.aws([
            "iam", "put-user-policy", "--user-name", "stepd", "--policy-name", "rds", "--policy-document", policy,
        ])
        let text = try await moto.aws(["iam", "create-access-key", "--user-name", "stepd"]).output
        _ = try await moto.aws([
            "rds", "create-db-instance", "--db-instance-identifier", "orders-prod", "--engine", "postgres",
            "--db-instance-class", "db.t3.micro", "--allocated-storage", "20",
        ])
        let key = try JSONParser.parse(text)["AccessKey"]
        return MotoServer.AccessKey(
            id: try #require(key?["AccessKeyId"]?.stringValue),
            secret: try #require(key?["SecretAccessKey"]?.stringValue)
        )
    }
}
