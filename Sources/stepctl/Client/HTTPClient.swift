import CCurl
import Glibc

/// One connection to the daemon, kept open between requests: libcurl's easy interface.
///
/// Not thread-safe, as the handle is not (https://curl.se/libcurl/c/threadsafe.html): the program has one thread.
final class HTTPClient {
    /// A failure below HTTP: there is no answer.
    struct TransportError: Error {
        var code: CURLcode
        /// `errno` of the failed system call; 0 where there was none.
        var systemError: Int32
        var message: String
    }

    static let connectTimeoutMilliseconds = 5_000
    /// Every operation answers at once or within the daemon's own limits; this ends a wait for one that hangs.
    static let answerTimeoutMilliseconds = 60_000
    static let answerBytesMax = 64 << 20

    private let easy: OpaquePointer
    private let body = BodyBuffer()

    /// A client for `endpoint`; nothing is sent yet.
    init(_ endpoint: Endpoint) throws {
        guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK, let easy = curl_easy_init() else {
            throw CommandError("libcurl cannot be initialised")
        }
        self.easy = OpaquePointer(easy)
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_CONNECTTIMEOUT_MS, Self.connectTimeoutMilliseconds)
        try set(CURLOPT_TIMEOUT_MS, Self.answerTimeoutMilliseconds)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_USERAGENT, "stepctl")
        try set(CURLOPT_URL, endpoint.url)
        if case .socket(let path) = endpoint {
            try set(CURLOPT_UNIX_SOCKET_PATH, path)
            // A proxy from the environment is not for a socket of this machine.
            try set(CURLOPT_PROXY, "")
        }
        _ = stepd_curl_set_callback(handle, CURLOPT_WRITEFUNCTION) { data, size, count, context in
            guard let data, let context else { return 0 }
            let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
            return Unmanaged<BodyBuffer>.fromOpaque(context).takeUnretainedValue().append(bytes)
        }
        _ = stepd_curl_set_pointer(handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(body).toOpaque())
    }

    deinit { curl_easy_cleanup(handle) }

    /// Sends `body` and returns the answer, whatever its status.
    ///
    /// - Throws: ``TransportError`` when there is no answer.
    func post(_ body: [UInt8], fields: [(name: String, value: String)]) throws -> (status: Int, body: [UInt8]) {
        // No wait for "100 Continue": the daemon reads every body it is sent.
        var list = curl_slist_append(nil, "Expect:")
        defer { curl_slist_free_all(list) }
        for field in fields { list = curl_slist_append(list, "\(field.name): \(field.value)") }
        try check(stepd_curl_set_list(handle, CURLOPT_HTTPHEADER, list))
        try check(stepd_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        self.body.bytes.removeAll(keepingCapacity: true)
        let result = body.withUnsafeBytes { bytes in
            // libcurl reads the body only within curl_easy_perform.
            _ = stepd_curl_set_pointer(handle, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
            return curl_easy_perform(handle)
        }
        try check(result)
        var status = 0
        _ = stepd_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return (status, self.body.bytes)
    }

    private var handle: UnsafeMutableRawPointer { UnsafeMutableRawPointer(easy) }

    private func set(_ option: CURLoption, _ value: Int) throws {
        try check(stepd_curl_set_long(handle, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws {
        try check(stepd_curl_set_string(handle, option, value))
    }

    private func check(_ code: CURLcode) throws {
        guard code != CURLE_OK else { return }
        var systemError = 0
        _ = stepd_curl_get_long(handle, CURLINFO_OS_ERRNO, &systemError)
        let message = curl_easy_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
        throw TransportError(code: code, systemError: Int32(truncatingIfNeeded: systemError), message: message)
    }
}

/// Where libcurl's callback puts the answer: a class, since the callback knows it by address.
private final class BodyBuffer {
    var bytes: [UInt8] = []

    /// How many bytes were taken; fewer than there are end the transfer.
    func append(_ more: UnsafeRawBufferPointer) -> Int {
        guard bytes.count + more.count <= HTTPClient.answerBytesMax else { return 0 }
        bytes.append(contentsOf: more)
        return more.count
    }
}
