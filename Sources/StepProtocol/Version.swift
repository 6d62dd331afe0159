/// The release, as `--version`, the API and reports say it: of the daemon and of its client, which belong together.
package enum Version {
    package static let text = "0.1.0"
}
