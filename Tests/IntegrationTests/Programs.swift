import Glibc

/// The programs that these tests run, and the data they need.
///
/// - `STEPD_TEST_PROGRAMS`: the directory of `stepd` and `stepctl`; otherwise that of the test program itself, where
///   `swift build --build-tests` puts them.
/// - `STEPD_TEST_TOOLS`: the directory of `moto_server`, `aws`, `cfn-lint` and `python`; otherwise `.build/venv/bin`, made by packaging/test.
/// - `STEPD_BOTOCORE_DATA`: service models; otherwise those of the tools, or of Debian's python3-botocore.
enum Programs {
    static let stepd = "\(directory)/stepd"
    static let stepctl = "\(directory)/stepctl"
    static let motoServer = "\(tools)/moto_server"
    static let aws = "\(tools)/aws"
    static let linter = "\(tools)/cfn-lint"
    static let python = "\(tools)/python"

    /// Whether the Python tools are there; the tests that need them are skipped otherwise.
    static let hasTools = isExecutable(motoServer) && isExecutable(aws)
    /// Whether AWS's linter of templates is there, and with it Python's jsonschema and PyYAML.
    static let hasLinter = isExecutable(linter) && isExecutable(python)
    /// Whether there are service models; without them no AWS call can be made.
    static let hasModels = models != nil
    /// Whether SQLite's shell is there, which checks the file behind the daemon's back.
    static let hasSQLite = isExecutable(sqlite)
    static let sqlite = "/usr/bin/sqlite3"

    /// The directory of service models.
    static let models: String? = {
        if let path = environment("STEPD_BOTOCORE_DATA") { return path }
        let library = "\(tools)/../lib"
        let candidates =
            DirectoryListing.names(in: library).map { "\(library)/\($0)/site-packages/botocore/data" }
            + ["/usr/lib/python3/dist-packages/botocore/data"]
        return candidates.first { access("\($0)/rds", R_OK) == 0 }
    }()

    /// How often the crash rounds kill the daemon.
    static let crashRounds = environment("STEPD_CRASH_ROUNDS").flatMap(Int.init) ?? 20

    static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static let directory = environment("STEPD_TEST_PROGRAMS") ?? parent(of: ownPath)
    private static let tools =
        environment("STEPD_TEST_TOOLS") ?? "\(parent(of: parent(of: parent(of: ownPath))))/venv/bin"

    /// The path of this test program: `.build/<triple>/debug/stepdPackageTests.xctest`.
    private static let ownPath: String = {
        guard let path = realpath("/proc/self/exe", nil) else { return "" }
        defer { free(path) }
        return String(cString: path)
    }()

    private static func parent(of path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }

    private static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }
}
