import Glibc

/// Why a file cannot be read.
package struct FileFault: Error, CustomStringConvertible {
    package var path: String
    /// The reason, without the file's name.
    package var message: String

    package init(path: String, message: String) {
        self.path = path
        self.message = message
    }

    /// With the system's words for `errno`.
    package init(path: String, errno: Int32) {
        self.init(path: path, message: String(cString: strerror(errno)))
    }

    package var description: String { "cannot read \(path): \(message)" }
}
