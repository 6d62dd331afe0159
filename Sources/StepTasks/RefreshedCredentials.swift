import StepAWS
import Synchronization

/// Keeps temporary credentials until shortly before they end, and then asks their source for new ones.
///
/// However many ask at once, the source is asked once. Where it fails, what is held is used as long as it lasts.
package final class RefreshedCredentials: CredentialsProvider {
    private typealias Completion = @Sendable (CredentialsFinding) -> Void

    private struct State {
        var held: AWSCredentials?
        var waiting: [Completion] = []
    }

    private let source: any CredentialsProvider
    private let epochSeconds: @Sendable () -> Double
    private let state = Mutex(State())

    /// So long before their end credentials are asked for anew.
    private static let marginSeconds = 300.0

    package init(_ source: any CredentialsProvider, epochSeconds: @escaping @Sendable () -> Double) {
        self.source = source
        self.epochSeconds = epochSeconds
    }

    package var place: String { source.place }

    package func find(_ completion: @escaping @Sendable (CredentialsFinding) -> Void) {
        let now = epochSeconds()
        let (held, mustAsk) = state.withLock { state -> (AWSCredentials?, Bool) in
            if let held = state.held, let expiry = held.expirySeconds, expiry - now > Self.marginSeconds {
                return (held, false)
            }
            state.waiting.append(completion)
            return (nil, state.waiting.count == 1)
        }
        if let held { return completion(.found(held)) }
        if mustAsk { source.find { [self] in deliver($0) } }
    }

    private func deliver(_ finding: CredentialsFinding) {
        let now = epochSeconds()
        let (finding, waiting) = state.withLock { state in
            var finding = finding
            if case .found(let credentials) = finding {
                state.held = credentials.expirySeconds == nil ? nil : credentials
            } else if let held = state.held, let expiry = held.expirySeconds, expiry > now {
                finding = .found(held)
            }
            defer { state.waiting = [] }
            return (finding, state.waiting)
        }
        for completion in waiting { completion(finding) }
    }
}
