/// The kinds of journal entries that `stepd` writes, each with its own stable `MESSAGE_ID` (sd_journal_print(3)).
///
/// This is the one table of them. The raw value is what the entry's field `STEPD_EVENT` says; `id` never changes once
/// released, because filters and the message catalog (`systemd/stepd.catalog`) name it.
package enum MessageID: String, Sendable, CaseIterable {
    /// The daemon begins to start.
    case daemonStarted = "daemon-started"
    /// Jobs are loaded and recovery is done.
    case daemonReady = "daemon-ready"
    /// A graceful stop begins.
    case daemonStopping = "daemon-stopping"
    /// The job files were read again.
    case daemonReloaded = "daemon-reloaded"
    /// The daemon cannot run with its configuration.
    case configurationRefused = "configuration-refused"
    /// A job file was accepted.
    case jobLoaded = "job-loaded"
    /// A job file was not accepted.
    case jobRefused = "job-refused"
    /// A job file is gone.
    case jobRemoved = "job-removed"
    /// An execution was accepted and waits to begin.
    case runWaiting = "run-waiting"
    /// An execution began.
    case runStarted = "run-started"
    /// An execution ended well.
    case runSucceeded = "run-succeeded"
    /// An execution failed.
    case runFailed = "run-failed"
    /// An execution ran longer than it may.
    case runTimedOut = "run-timed-out"
    /// An execution was stopped by request.
    case runAborted = "run-aborted"
    /// A step asks a person.
    case approvalAsked = "approval-asked"
    /// An execution entered a state.
    case stateEntered = "state-entered"
    /// An execution left a state.
    case stateExited = "state-exited"
    /// A state's attempt failed and is repeated.
    case stateRetried = "state-retried"
    /// A state failed for good.
    case stateFailed = "state-failed"
    /// A schedule started an execution.
    case slotStarted = "slot-started"
    /// A slot was passed over as the job says.
    case slotSkipped = "slot-skipped"
    /// A slot passed without a run, against the job's wish.
    case slotMissed = "slot-missed"
    /// Unfinished executions were taken up again.
    case recoveryFinished = "recovery-finished"
    /// A task was under way when the daemon ended, and may not be sent twice.
    case taskInterrupted = "task-interrupted"
    /// A command was not started, because nothing that only root can write declares it.
    case commandRefused = "command-refused"
    /// The database got a newer schema.
    case storeMigrated = "store-migrated"
    /// The database cannot be used.
    case storeFailed = "store-failed"
    /// Somebody who is to be told how a run went could not be told.
    case notificationFailed = "notification-failed"
    /// What a run began at AWS could not be stopped with it.
    case stopFailed = "stop-failed"
    /// The wall clock was set, or the machine slept.
    case clockChanged = "clock-changed"

    /// 128 bits as 32 lower-case hexadecimal digits: what the journal field holds.
    package var id: String {
        switch self {
        case .daemonStarted: "2f5f14e8e1974ec0badb174a4c465d27"
        case .daemonReady: "b890f06fafcc48ac931796366a1198f4"
        case .daemonStopping: "826267643ced4072960cdcdcfd8383c1"
        case .daemonReloaded: "08e6d97d23d743a58364750dc74f4b2b"
        case .configurationRefused: "af5b9b05289b4c94a65d58e92347e21d"
        case .jobLoaded: "9061be64d9a249928b1b468feea8f73b"
        case .jobRefused: "24a6f83f48e1488d98bc98ed94eb8d4d"
        case .jobRemoved: "66fbb011c6f548199f48657148095318"
        case .runWaiting: "e2dfb738b02f4ef9847b339c617fe888"
        case .runStarted: "e19efc018dbc415fa979c27db20dcb4a"
        case .runSucceeded: "43d9eaf18dc8453ca6565a0e4cd3d52c"
        case .runFailed: "55fabff06dcb48b69cad944e7784c82b"
        case .runTimedOut: "eef73c9ba9c54371a01c8d8d99d32953"
        case .runAborted: "11f4ec4acf214f8f970892aac28ecb4a"
        case .approvalAsked: "cea670b4ed914671a594fe6376a61f93"
        case .stateEntered: "ce72174279ec4c749b5216ffd8064430"
        case .stateExited: "12dc16f998bb452ca67b52f516990733"
        case .stateRetried: "0f101d29edc342b68ea3583a9e4af36a"
        case .stateFailed: "fa5672c1035e4fd4aa89e8649f7922d7"
        case .slotStarted: "7273e324ab4544a6aa1e5069e526aff2"
        case .slotSkipped: "e7819a2377ae4248afe2e17556fa22d2"
        case .slotMissed: "aa932df71fa142948a53530526f101ba"
        case .recoveryFinished: "7608b5ac2eab46199be0fc8c476a79e7"
        case .taskInterrupted: "95f47bfdb0da47d884847f3bbd3f6a4a"
        case .commandRefused: "0556c6cb7698432fa1091018a918665d"
        case .storeMigrated: "cab20f6b224a4d0da999812fe434f27d"
        case .storeFailed: "65b1c0ecf4d74d16be196084de147f85"
        case .notificationFailed: "19dda56e276f4ee49204f16a27e945a5"
        case .stopFailed: "338e387758dd4687bfdb128d39d53a92"
        case .clockChanged: "a3f13cd620ef4bb4ae8672e357497398"
        }
    }
}
