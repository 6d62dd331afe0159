import Glibc
import StepAWS
import StepJobs

/// Files beside these tests.
enum Fixture {
    static let folder = String(#filePath.dropLast("Fixture.swift".count)) + "Fixtures"

    /// The part of RDS that the fixtures call, so that no test depends on what is installed.
    static let catalog = ServiceCatalog(directories: ["\(folder)/models"])

    static func bytes(_ path: String) throws -> [UInt8] {
        guard let file = fopen("\(folder)/\(path)", "r") else { throw Missing(path: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    static func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    /// The job file at `path`, called by its last part, so that what is printed is the same on every machine.
    static func load(_ path: String) throws -> JobFile.Result {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return JobFile.load(path: name, bytes: try bytes(path), catalog: catalog)
    }

    /// A job file from its text.
    static func load(text: String, catalog: ServiceCatalog? = catalog) -> JobFile.Result {
        JobFile.load(path: "test.yaml", bytes: Array(text.utf8), catalog: catalog)
    }

    struct Missing: Error {
        var path: String
    }
}
