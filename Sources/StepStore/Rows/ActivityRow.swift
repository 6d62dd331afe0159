/// An activity: a name under which workers ask for tasks.
package struct ActivityRow: Sendable, Equatable {
    package var name: String
    package var createdMilliseconds: Int64

    package init(name: String, createdMilliseconds: Int64) {
        self.name = name
        self.createdMilliseconds = createdMilliseconds
    }
}
