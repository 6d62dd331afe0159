import Glibc
import StepAWS

/// The folder that a function's process starts in, and the program it runs.
struct FunctionCode {
    let folder: String
    /// An absolute path.
    let program: String
    let arguments: [String]

    /// Why a function cannot be started, in words for the person who wrote the job file.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Makes what `function` needs to be started; inline code is written out.
    init(_ function: LambdaFunction, _ configuration: FunctionHostConfiguration) throws(Failure) {
        switch function.code {
        case .inline(let text): folder = try Self.write(text, of: function, below: configuration.directory)
        case .path(let path): folder = Self.isDirectory(path) ? path : Self.parent(of: path)
        }
        if function.runtime.hasPrefix("python3") {
            guard let python = Self.find(configuration.python, configuration.environment["PATH"]) else {
                throw Failure(
                    description:
                        "there is no Python at `\(configuration.python)`: install python3, or set lambda_python"
                )
            }
            program = python
            arguments = [python, "-m", "awslambdaric", function.handler]
        } else {
            let bootstrap = "\(folder)/bootstrap"
            guard access(bootstrap, X_OK) == 0 else {
                throw Failure(
                    description:
                        "the runtime `\(function.runtime)` needs an executable file `bootstrap` in \(folder); only "
                        + "python3.x runs without one"
                )
            }
            program = bootstrap
            arguments = [bootstrap]
        }
    }

    /// Writes inline code below a folder of its own: a new one for new code, so that a process that runs keeps what it
    /// started with.
    private static func write(
        _ text: String,
        of function: LambdaFunction,
        below directory: String
    ) throws(Failure) -> String {
        let hash = CanonicalRequest.hexHash(Array("\(function.handler)\n\(text)".utf8)).prefix(16)
        let folder = "\(directory)/\(function.name)-\(hash)"
        let module = function.handler.split(separator: ".").first.map(String.init) ?? "index"
        let file = "\(folder)/\(module).py"
        mkdir(directory, 0o700)
        mkdir(folder, 0o700)
        guard access(file, R_OK) != 0 else { return folder }
        let temporary = "\(folder)/.new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(description: "\(temporary) cannot be written: \(reason)") }
        defer { close(descriptor) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(description: "\(temporary) cannot be written: \(reason)") }
            bytes = bytes.dropFirst(count)
        }
        guard rename(temporary, file) == 0 else { throw Failure(description: "\(file) cannot be written: \(reason)") }
        return folder
    }

    private static var reason: String { String(cString: strerror(errno)) }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func parent(of path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }

    private static func find(_ program: String, _ path: String?) -> String? {
        if program.contains("/") { return access(program, X_OK) == 0 ? program : nil }
        let folders = (path ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
        return folders.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }

    /// Removes the folders of inline code that none of `functions` has any more.
    static func removeStale(keeping functions: [LambdaFunction], below directory: String) {
        let names = Set(
            functions.compactMap { function -> String? in
                guard case .inline(let text) = function.code else { return nil }
                let hash = CanonicalRequest.hexHash(Array("\(function.handler)\n\(text)".utf8)).prefix(16)
                return "\(function.name)-\(hash)"
            }
        )
        for folder in children(of: directory) where !names.contains(folder) {
            remove("\(directory)/\(folder)", depth: 0)
        }
    }

    private static func remove(_ path: String, depth: Int) {
        guard depth < 8 else { return }
        for name in children(of: path) { remove("\(path)/\(name)", depth: depth + 1) }
        if rmdir(path) != 0 { unlink(path) }
    }

    private static func children(of path: String) -> [String] {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, let directory = opendir(path) else {
            return []
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
