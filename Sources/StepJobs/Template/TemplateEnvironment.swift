/// What a template's pseudo parameters stand for on this machine.
package struct TemplateEnvironment: Sendable {
    package var region: String
    package var account: String

    package init(region: String = "us-east-1", account: String = "123456789012") {
        self.region = region
        self.account = account
    }

    /// `aws`, `aws-cn`, `aws-us-gov`: by the region, as AWS has it.
    var partition: String {
        region.hasPrefix("cn-") ? "aws-cn" : region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
    }

    var urlSuffix: String { partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com" }

    /// `arn:<partition>:<service>:<region>:<account>:<resource>`
    func arn(_ service: String, _ resource: String) -> String {
        "arn:\(partition):\(service):\(region):\(account):\(resource)"
    }
}
