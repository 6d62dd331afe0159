import Glibc
import StepAWS
import StepJSON
import Testing

@Suite struct ServiceCatalogTests {
    /// A gzipped model with the service id SFN, as botocore's directory `stepfunctions` has it.
    private static let gzippedModel = """
        H4sIAAAAAAACA03NQQrCQAwF0KuUrK10KrjwAIIbEQT3oRNxRCchCUUovbsT3LjM+z/JAjOpFa5w6GDcDrDp4E2OGR0bLYBSbn+N
        Ie37lPpxF0WqWbhUvyjdyydyc3SyyETZeeJX6NPadjMjnctEpxx4PZ5hbchCit7uW/wLsQcK/ab1C0WHudagAAAA
        """

    /// A directory of models that is removed at the end.
    private func withDirectory(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/stepd-models-XXXXXX".utf8CString)
        let directory = try #require(
            template.withUnsafeMutableBufferPointer { buffer in
                buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
            }
        )
        defer { remove(directory) }
        try body(directory)
    }

    private func remove(_ path: String) {
        if let stream = opendir(path) {
            var names: [String] = []
            while let entry = readdir(stream) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != ".", name != ".." { names.append(name) }
            }
            closedir(stream)
            for name in names { remove("\(path)/\(name)") }
            rmdir(path)
        } else {
            unlink(path)
        }
    }

    private func write(_ bytes: [UInt8], _ path: String) throws {
        var parent = ""
        for part in path.split(separator: "/").dropLast() {
            parent += "/\(part)"
            mkdir(parent, 0o755)
        }
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }

    @Test func findsTheNewestModelByTheServicesName() throws {
        try withDirectory { directory in
            let older = ModelFixture.text.replacing("2014-10-31", with: "2014-09-01")
            try write(Array(older.utf8), "\(directory)/rds/2014-09-01/service-2.json")
            try write(Array(ModelFixture.text.utf8), "\(directory)/rds/2014-10-31/service-2.json")
            let catalog = ServiceCatalog(directories: [directory])
            let model = try catalog.service("rds")
            #expect(model.metadata.apiVersion == "2014-10-31")
            #expect(try catalog.service("RDS") === model)
        }
    }

    @Test func findsAServiceWhoseDirectoryHasAnotherName() throws {
        try withDirectory { directory in
            let packed = try #require(Base64.decode(Self.gzippedModel))
            try write(packed, "\(directory)/stepfunctions/2016-11-23/service-2.json.gz")
            try write(Array(ModelFixture.text.utf8), "\(directory)/rds/2014-10-31/service-2.json")
            let catalog = ServiceCatalog(directories: [directory])
            #expect(try catalog.service("sfn").metadata.endpointPrefix == "states")
            #expect(catalog.serviceNames() == ["rds", "sfn"])
            let error = #expect(throws: ModelError.self) { try catalog.service("rsd") }
            #expect(error?.code == .unknownService)
            #expect(error?.suggestions == ["rds"])
        }
    }

    @Test func keepsNoMoreModelsThanItMay() throws {
        try withDirectory { directory in
            let packed = try #require(Base64.decode(Self.gzippedModel))
            try write(packed, "\(directory)/stepfunctions/2016-11-23/service-2.json.gz")
            try write(Array(ModelFixture.text.utf8), "\(directory)/rds/2014-10-31/service-2.json")
            let catalog = ServiceCatalog(directories: [directory], modelsMax: 1)
            let first = try catalog.service("rds")
            _ = try catalog.service("sfn")
            #expect(try catalog.service("rds") !== first)
        }
    }

    @Test func saysWhatToInstallWhereThereAreNoModels() {
        let catalog = ServiceCatalog(directories: [])
        let error = #expect(throws: ModelError.self) { try catalog.service("rds") }
        #expect(error?.code == .noModels)
        #expect(error?.message.contains("python3-botocore") == true)
    }

    @Test func aFunctionIsInvokedWithoutModels() throws {
        let catalog = ServiceCatalog(directories: [])
        let (operation, model) = try catalog.operation("invoke", of: "lambda")
        let request = try ServiceRequest.make(
            for: operation,
            of: model,
            parameters: ["FunctionName": "f", "Payload": "{}", "LogType": "Tail"],
            idempotencyToken: ""
        )
        #expect(request.method == "POST")
        #expect(request.path == "/2015-03-31/functions/f/invocations")
        #expect(request.fields["X-Amz-Log-Type"] == "Tail")
        #expect(request.body == Array("{}".utf8))
        for (action, service) in [("listFunctions", "lambda"), ("sendMessage", "sqs")] {
            let error = #expect(throws: ModelError.self) { try catalog.operation(action, of: service) }
            #expect(error?.code == .noModels)
        }
    }

    @Test func looksWhereTheEnvironmentSays() throws {
        try withDirectory { directory in
            try write(Array(ModelFixture.text.utf8), "\(directory)/rds/2014-10-31/service-2.json")
            let directories = ServiceCatalog.directories(environment: ["STEPD_BOTOCORE_DATA": "/nowhere:\(directory)"])
            #expect(directories.first == directory)
        }
    }
}
