import ArgumentParser
import Logging

/// How much is logged, by swift-log's names.
///
/// error: needs a person. notice: a state of the service changed. info: one run. debug: one transition.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
    case trace, debug, info, notice, warning, error

    var level: Logger.Level {
        switch self {
        case .trace: .trace
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        }
    }
}
