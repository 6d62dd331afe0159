import StepAWS
import Synchronization

/// How far this machine's clock is from AWS's, as the refusal of a signature tells.
final class ClockSkew: Sendable {
    private static let codes: Set<String> = [
        "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException",
        "SignatureDoesNotMatch", "AuthFailure",
    ]
    /// A signature holds for five minutes: what differs by less is not the reason.
    private static let secondsMin = 240.0

    private let known = Mutex(0.0)

    /// What AWS's clock shows more than this machine's.
    var seconds: Double { known.withLock { $0 } }

    /// Learns from a refusal; whether a call that was signed with the skew `signedSeconds` failed for that reason, so that
    /// it may be signed again.
    ///
    /// It is the skew of that signature that counts: another call's refusal may have corrected the clock since.
    func explains(
        _ fault: ServiceFault,
        _ response: HTTPResponse,
        signedSeconds: Double,
        now: Double
    ) -> Bool {
        guard Self.codes.contains(fault.code), let date = response.fields["Date"].flatMap({ WireTimestamp.parse($0) })
        else { return false }
        let found = date - now
        guard abs(found - signedSeconds) > Self.secondsMin else { return false }
        known.withLock { $0 = found }
        return true
    }
}
