/// The release, as `--version` and the API say it.
enum Version {
    static let text = "0.1.0"
}
