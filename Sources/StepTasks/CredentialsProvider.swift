/// One place where credentials may be.
///
/// A provider may have to ask over the network: it answers through a completion, once, from any thread. It never logs
/// what it finds.
package protocol CredentialsProvider: Sendable {
    /// The place in words, for the error when no place has any.
    var place: String { get }

    func find(_ completion: @escaping @Sendable (CredentialsFinding) -> Void)
}
