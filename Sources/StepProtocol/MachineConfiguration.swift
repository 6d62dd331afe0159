// The parts of a state machine beside its definition (AWS API Reference).

/// `LoggingConfiguration`.
package struct LoggingConfiguration: WireShape {
    /// `ALL`, `ERROR`, `FATAL` or `OFF`; nil stands for `OFF`.
    package var level: String?
    package var includeExecutionData: Bool?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("level", &level, TextRule(values: ["ALL", "ERROR", "FATAL", "OFF"]))
        visitor.flag("includeExecutionData", &includeExecutionData)
    }
}

/// `TracingConfiguration`.
package struct TracingConfiguration: WireShape {
    package var enabled: Bool?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.flag("enabled", &enabled)
    }
}

/// `EncryptionConfiguration`.
package struct EncryptionConfiguration: WireShape {
    /// `AWS_OWNED_KEY` or `CUSTOMER_MANAGED_KMS_KEY`.
    package var type = "AWS_OWNED_KEY"

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("type", &type, TextRule(values: ["AWS_OWNED_KEY", "CUSTOMER_MANAGED_KMS_KEY"]))
    }
}

/// `Tag`.
package struct Tag: WireShape {
    package var key: String?
    package var value: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("key", &key, TextRule(0...128))
        visitor.text("value", &value, TextRule(0...256))
    }
}

extension TextRule {
    /// `includedData`.
    package static let includedData = TextRule(values: ["ALL_DATA", "METADATA_ONLY"])
}
