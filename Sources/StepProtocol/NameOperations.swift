// What names stand for: a person writes `orders:nightly-1`, AWS's operations take ARNs, and only the daemon knows its region,
// its account, and which of thousands of machines has a run of that name.

/// `Stepd.ResolveNames`: `{"stateMachine"?, "execution"?}`, names without ARNs.
///
/// With both, the execution of that machine; with `execution` alone, those of any machine.
package struct ResolveNamesRequest: WireShape {
    package var stateMachine: String?
    package var execution: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("stateMachine", &stateMachine)
        visitor.text("execution", &execution)
    }
}

/// `{"stateMachineArn"?, "executionArns": [ARN…]}`: what there is of those names; no error where there is nothing.
package struct ResolveNamesResponse: WireShape {
    /// Nil where the machine is not there, is being deleted, or was not asked for.
    package var stateMachineARN: String?
    /// By the names of their machines; at most ``executionsMax``.
    package var executionARNs: [String] = []

    /// Enough to say that a name is not enough.
    package static let executionsMax = 10

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("stateMachineArn", &stateMachineARN)
        visitor.texts("executionArns", &executionARNs)
    }
}
