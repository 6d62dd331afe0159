package import StepJSON

/// The tokens that make a call safe to send twice.
package enum IdempotencyToken {
    /// `parameters` with `token` in each member that the model marks as an idempotency token and the caller left out.
    ///
    /// A call that is sent again after an unknown outcome must carry the token it carried first: the caller derives it
    /// from what identifies the call, never from chance.
    package static func filled(
        _ parameters: JSONObject,
        with token: String,
        of operation: Operation,
        _ model: ServiceModel
    ) throws(ModelError) -> JSONObject {
        var parameters = parameters
        for name in try model.idempotencyTokens(of: operation) where parameters[name] == nil {
            parameters[name] = .string(token)
        }
        return parameters
    }
}
