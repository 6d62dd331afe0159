/// `a ?? b` and `a ?: b`: the left side where there is one, else the right.
///
/// `??` takes any value but a missing one; `?:` takes a value that `$boolean` calls true.
final class DefaultNode: ExpressionNode {
    let position: Int
    let isCoalescing: Bool
    let left: any ExpressionNode
    let right: any ExpressionNode

    init(isCoalescing: Bool, _ left: any ExpressionNode, _ right: any ExpressionNode, at position: Int) {
        self.isCoalescing = isCoalescing
        self.left = left
        self.right = right
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        let value = try evaluation.evaluate(left, context, frame)
        let isTaken = isCoalescing ? !value.isUndefined : value.truth ?? false
        return isTaken ? value : try evaluation.evaluate(right, context, frame)
    }
}
