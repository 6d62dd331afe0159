/// A multi handle on its way to the curl thread.
///
/// Sendable, because of all libcurl's functions only `curl_multi_wakeup` is called from other threads, for which
/// libcurl allows it.
struct CurlHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
}
