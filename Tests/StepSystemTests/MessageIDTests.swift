import Glibc
import Testing

@testable import StepSystem

@Suite struct MessageIDTests {
    @Test func idsAreDistinctAndWellFormed() {
        #expect(Set(MessageID.allCases.map(\.id)).count == MessageID.allCases.count)
        for message in MessageID.allCases {
            #expect(message.id.utf8.count == 32 && message.id.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        }
    }

    @Test func catalogExplainsEachKindOnce() throws {
        let entries = try Self.catalog()
        #expect(entries.map(\.id).sorted() == MessageID.allCases.map(\.id).sorted())
        for entry in entries {
            #expect(entry.headers.contains { $0.hasPrefix("Subject: ") }, "\(entry.id)")
            #expect(entry.headers.contains("Defined-By: stepd"), "\(entry.id)")
            #expect(!entry.body.isEmpty, "\(entry.id)")
        }
    }

    @Test func catalogNamesOnlyFieldsThatEntriesCarry() throws {
        for entry in try Self.catalog() {
            let parts = (entry.headers + entry.body).joined(separator: "\n").split(separator: "@")
            for name in parts.indices.filter({ $0 % 2 == 1 }).map({ parts[$0] }) {
                #expect(["STEPD_JOB", "STEPD_RUN", "STEPD_STATE"].contains(name), "\(entry.id)")
            }
        }
    }

    private struct Entry {
        var id: String
        var headers: [Substring] = []
        var body: [Substring] = []
    }

    private static func catalog() throws -> [Entry] {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let file = try #require(fopen("/\(root)/systemd/stepd.catalog", "r"))
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&buffer, 1, buffer.count, file)
        let text = String(decoding: buffer[..<count], as: UTF8.self)
        var entries: [Entry] = []
        var isInBody = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) where !line.hasPrefix("#") {
            if line.hasPrefix("-- ") {
                entries.append(Entry(id: String(line.dropFirst(3))))
                isInBody = false
            } else if line.isEmpty {
                isInBody = true
            } else if let last = entries.indices.last {
                if isInBody { entries[last].body.append(line) } else { entries[last].headers.append(line) }
            }
        }
        return entries
    }
}
