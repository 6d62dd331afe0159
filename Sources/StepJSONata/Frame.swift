/// The variables of one block, lambda call or tuple, with the frame around it.
///
/// The compiler has numbered every variable, so a look-up is an index, not a search by name. An empty slot is a
/// variable that is not bound yet: the one outside with the same name shows through.
final class Frame {
    let parent: Frame?
    var slots: [Value?]

    init(parent: Frame?, slots: [Value?]) {
        self.parent = parent
        self.slots = slots
    }
}

/// One element of a tuple stream: the context, and what `@`, `#` and `%` have bound beside it.
///
/// Invariant: `variables` has one place for each variable of its path.
struct Tuple {
    var context: Value
    var variables: [Value?]
}
