/// Stored bytes that are not what their writer wrote: the database is damaged, or from another version.
package struct CodecError: Error, Sendable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }
}
