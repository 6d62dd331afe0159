import Glibc
import StepJobs
import Testing

@Suite struct RegularFileTests {
    private func withFile(_ content: String, _ body: (String) throws -> Void) throws {
        var template = Array("/tmp/stepd-file-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        try #require(descriptor >= 0)
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { unlink(path) }
        #expect(write(descriptor, content, content.utf8.count) == content.utf8.count)
        close(descriptor)
        try body(path)
    }

    @Test func fileIsReadUpToItsBound() throws {
        try withFile("0123456789") { path in
            let bytes = try RegularFile.bytes(at: path, bytesMax: 10)
            #expect(bytes == Array("0123456789".utf8))
            let fault = #expect(throws: FileFault.self) { try RegularFile.bytes(at: path, bytesMax: 9) }
            #expect(fault?.description == "cannot read \(path): it has more than 9 bytes")
        }
    }

    @Test(arguments: [("/dev/zero", "it is not a regular file"), ("/nowhere", "No such file or directory")])
    func otherFilesAreRefused(path: String, message: String) {
        let fault = #expect(throws: FileFault.self) { try RegularFile.bytes(at: path, bytesMax: 10) }
        #expect(fault?.message == message)
    }

    @Test func pipeIsReadToItsEndAndBounded() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        #expect(write(ends[1], "abcdef", 6) == 6)
        close(ends[1])
        let input = FileDescriptorInput(descriptor: ends[0], path: "the pipe")
        let fault = #expect(throws: FileFault.self) { try input.bytes(bytesMax: 5) }
        #expect(fault?.description == "cannot read the pipe: it has more than 5 bytes")
        #expect(try input.bytes(bytesMax: 5).isEmpty)
    }
}
