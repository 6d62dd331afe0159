import StepJobs
import Testing

@testable import StepLauncher

/// Files of the system, which are root's on every machine.
@Suite struct TrustedFileTests {
    private static func fault(_ path: String, bytesMax: Int = 1 << 20) -> String {
        do throws(FileFault) {
            _ = try TrustedFile.bytes(at: path, bytesMax: bytesMax)
            return "none"
        } catch {
            return "\(error.path): \(error.message)"
        }
    }

    @Test func aFileOfRootsIsRead() throws {
        #expect(try !TrustedFile.bytes(at: "/etc/passwd", bytesMax: 1 << 20).isEmpty)
    }

    @Test(
        arguments: [
            ("/tmp/x", "/tmp: everybody may write it; `chmod o-w /tmp`"),
            ("/bin/sh", "/bin: it is a symbolic link, which is not followed"),
            ("/etc/nosuch", "/etc/nosuch: No such file or directory"),
            ("/etc/../etc/passwd", "/etc/../etc/passwd: it is no path from the root"),
            ("etc/passwd", "etc/passwd: it is no path from the root"),
            ("/etc", "/etc: it is not a regular file"),
        ]
    ) func anyOtherIsRefused(path: String, reason: String) { #expect(Self.fault(path) == reason) }

    @Test func aFileThatIsTooLongIsRefused() {
        #expect(Self.fault("/etc/passwd", bytesMax: 4).hasPrefix("/etc/passwd: "))
    }
}
