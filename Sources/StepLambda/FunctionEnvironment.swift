import StepAWS

/// The environment of a function's process (AWS Lambda Developer Guide, "Using Lambda environment variables").
enum FunctionEnvironment {
    /// Variables that Lambda itself sets, and that a function may not.
    package static let reserved: Set<String> = [
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
    ]

    static func variables(
        of function: LambdaFunction,
        folder: String,
        runtimeAPI: String,
        logStream: String,
        _ configuration: FunctionHostConfiguration
    ) -> [String: String] {
        var variables = [
            "PATH": configuration.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin", "LANG": "en_US.UTF-8",
            "TZ": ":UTC", "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1",
        ]
        // How the daemon finds AWS, its SDKs find it too.
        let handedOn = configuration.environment.filter { $0.key.hasPrefix("AWS_") || $0.key == "HOME" }
        variables.merge(handedOn) { $1 }
        variables.merge(function.environment.filter { !reserved.contains($0.key) }) { $1 }
        variables.merge([
            "_HANDLER": function.handler, "AWS_REGION": configuration.region,
            "AWS_DEFAULT_REGION": configuration.region,
            "AWS_EXECUTION_ENV": "AWS_Lambda_\(function.runtime)", "AWS_LAMBDA_FUNCTION_NAME": function.name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": String(function.memoryMegabytes),
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST", "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/\(function.name)",
            "AWS_LAMBDA_LOG_STREAM_NAME": logStream, "AWS_LAMBDA_RUNTIME_API": runtimeAPI, "LAMBDA_TASK_ROOT": folder,
            "LAMBDA_RUNTIME_DIR": folder,
        ]) { $1 }
        return variables
    }
}
