/// Where and how functions run on this machine.
package struct FunctionHostConfiguration: Sendable {
    /// An absolute path that only this daemon may write: inline code is put there.
    package var directory: String
    package var region: String
    package var account: String
    /// The Python interpreter that has `awslambdaric`: a path, or a name to be found in `PATH`.
    package var python: String
    /// The daemon's environment: what of it concerns AWS is handed on, so that an SDK in a function finds what the daemon
    /// finds.
    package var environment: [String: String]
    /// Processes of all functions at once.
    package var workersMax: Int
    /// Invocations of one function that wait for a process.
    package var waitingMax: Int
    /// How long a process without work is kept.
    package var idleSeconds: Int64
    /// How long a process may take before it asks for its first event.
    package var initSeconds: Int64

    package init(
        directory: String,
        region: String,
        account: String,
        python: String = "python3",
        environment: [String: String] = [:],
        workersMax: Int = 32,
        waitingMax: Int = 1_000,
        idleSeconds: Int64 = 300,
        initSeconds: Int64 = 10
    ) {
        self.directory = directory
        self.region = region
        self.account = account
        self.python = python
        self.environment = environment
        self.workersMax = workersMax
        self.waitingMax = waitingMax
        self.idleSeconds = idleSeconds
        self.initSeconds = initSeconds
    }

    /// `arn:aws:lambda:<region>:<account>:function:<name>`.
    package func arn(of function: String) -> String { "arn:aws:lambda:\(region):\(account):function:\(function)" }
}
