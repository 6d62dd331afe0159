import StepAWS

/// How far this machine's clock is from AWS's, as the refusal of a signature tells.
enum ClockSkew {
    private static let codes: Set<String> = [
        "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException",
        "SignatureDoesNotMatch", "AuthFailure",
    ]
    /// A signature holds for five minutes: what differs by less is not the reason.
    private static let secondsMin = 240.0

    /// The seconds that the clock has to be corrected by; nil where a fault is not about the clock.
    static func seconds(_ fault: ServiceFault, _ response: HTTPResponse, now: Double) -> Double? {
        guard codes.contains(fault.code), let date = response.fields["Date"].flatMap({ WireTimestamp.parse($0) }),
            abs(date - now) > secondsMin
        else { return nil }
        return date - now
    }
}
