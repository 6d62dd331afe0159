package import StepAWS

/// What a provider found.
package enum CredentialsFinding: Sendable {
    case found(AWSCredentials)
    /// Nothing is configured in this place.
    case absent
    /// Something is, but cannot be used; why, in words without secrets.
    case broken(String)
}
