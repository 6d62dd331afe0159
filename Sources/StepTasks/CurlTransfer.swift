import CCurl
import StepAWS

/// One exchange on a libcurl easy handle: the request as options, the answer as it arrives.
///
/// Owned by the curl thread, as everything libcurl calls back into.
final class CurlTransfer {
    typealias Completion = @Sendable (Result<HTTPResponse, CurlError>) -> Void

    let id: CurlRequest.ID
    let completion: Completion
    let easy: UnsafeMutableRawPointer
    private let responseBytesMax: Int
    private var fieldList: UnsafeMutablePointer<curl_slist>?
    private let errorText: UnsafeMutablePointer<CChar>
    private var fields: [HTTPField] = []
    private var body: [UInt8] = []
    private var isTooLarge = false

    private static let headerBytesMax = 256 << 10
    private var headerBytes = 0

    init(_ request: CurlRequest, id: CurlRequest.ID, completion: @escaping Completion) throws(CurlError) {
        guard let easy = curl_easy_init() else {
            throw CurlError(.connection, "libcurl has no memory for another request")
        }
        self.id = id
        self.completion = completion
        self.easy = easy
        responseBytesMax = request.responseBytesMax
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try setRequest(request)
        setLimits(request)
        setCallbacks()
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(fieldList)
        errorText.deallocate()
    }

    /// What the finished exchange amounts to.
    func result(_ code: CURLcode) -> Result<HTTPResponse, CurlError> {
        guard code == CURLE_OK else { return .failure(error(code)) }
        var statusCode = 0
        _ = stepd_curl_get_long(easy, CURLINFO_RESPONSE_CODE, &statusCode)
        return .success(HTTPResponse(statusCode: statusCode, fields: fields, body: body))
    }

    private func error(_ code: CURLcode) -> CurlError {
        if isTooLarge {
            return CurlError(
                .responseTooLarge,
                "the answer is larger than \(responseBytesMax) bytes",
                mayHaveBeenSent: true
            )
        }
        let detail = String(cString: errorText)
        let message = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        var requestBytes = 0
        _ = stepd_curl_get_long(easy, CURLINFO_REQUEST_SIZE, &requestBytes)
        let wasSent = requestBytes > 0
        switch code {
        case CURLE_OPERATION_TIMEDOUT: return CurlError(.timeout, message, mayHaveBeenSent: wasSent)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return CurlError(.invalidRequest, message)
        default: return CurlError(wasSent ? .broken : .connection, message, mayHaveBeenSent: wasSent)
        }
    }
}

// MARK: - Options

extension CurlTransfer {
    private func setRequest(_ request: CurlRequest) throws(CurlError) {
        guard !request.url.utf8.contains(0), stepd_curl_set_string(easy, CURLOPT_URL, request.url) == CURLE_OK else {
            throw CurlError(.invalidRequest, "the URL cannot be sent")
        }
        _ = stepd_curl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        // A signature covers the path as it is.
        _ = stepd_curl_set_long(easy, CURLOPT_PATH_AS_IS, 1)
        _ = stepd_curl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        if request.method == "HEAD" { _ = stepd_curl_set_long(easy, CURLOPT_NOBODY, 1) }
        if !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method) {
            _ = stepd_curl_set_long(easy, CURLOPT_POST, 1)
            _ = stepd_curl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, request.body.count)
            request.body.withUnsafeBytes { bytes in
                let data = UnsafeMutableRawPointer(mutating: bytes.baseAddress) ?? UnsafeMutableRawPointer(errorText)
                _ = stepd_curl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, data)
            }
        }
        guard Self.isFieldText(request.method) else {
            throw CurlError(.invalidRequest, "the method cannot be sent")
        }
        _ = stepd_curl_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method)
        // Without these libcurl would wait for "100 Continue" and make up a type.
        var lines = ["Expect:", "Accept: */*"]
        if request.fields["Content-Type"] == nil { lines.append("Content-Type:") }
        for field in request.fields {
            guard Self.isFieldText(field.name), Self.isFieldText(field.value) else {
                throw CurlError(.invalidRequest, "header field `\(field.name.prefix(64))` cannot be sent")
            }
            lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        for line in lines { fieldList = curl_slist_append(fieldList, line) }
        _ = stepd_curl_set_list(easy, CURLOPT_HTTPHEADER, fieldList)
    }

    /// No control characters: a line end would begin another field.
    private static func isFieldText(_ text: String) -> Bool {
        text.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
    }

    private func setLimits(_ request: CurlRequest) {
        _ = stepd_curl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        _ = stepd_curl_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1)
        _ = stepd_curl_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2)
        _ = stepd_curl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(request.connectTimeoutSeconds))
        if let seconds = request.totalTimeoutSeconds {
            _ = stepd_curl_set_long(easy, CURLOPT_TIMEOUT_MS, Self.milliseconds(seconds))
        }
        // Less than one byte a second for so long is silence.
        _ = stepd_curl_set_long(easy, CURLOPT_LOW_SPEED_LIMIT, 1)
        _ = stepd_curl_set_long(easy, CURLOPT_LOW_SPEED_TIME, request.idleTimeoutSeconds)
        _ = stepd_curl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
    }

    /// At least one: libcurl takes 0 for its default.
    private static func milliseconds(_ seconds: Double) -> Int {
        max(1, Int((min(max(seconds, 0), 1e6) * 1000).rounded(.up)))
    }

    private func setCallbacks() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = stepd_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
        _ = stepd_curl_set_pointer(easy, CURLOPT_PRIVATE, context)
        _ = stepd_curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        _ = stepd_curl_set_callback(easy, CURLOPT_WRITEFUNCTION) { data, _, count, context in
            CurlTransfer.of(context)?.receive(body: UnsafeRawBufferPointer(start: data, count: count)) ?? 0
        }
        _ = stepd_curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
        _ = stepd_curl_set_callback(easy, CURLOPT_HEADERFUNCTION) { data, _, count, context in
            CurlTransfer.of(context)?.receive(header: UnsafeRawBufferPointer(start: data, count: count)) ?? 0
        }
    }

    /// The transfer that was given to libcurl as a callback's context or a handle's private pointer.
    static func of(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
        context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }
}

// MARK: - Answer

extension CurlTransfer {
    /// Takes a part of the body; any number but `data.count` ends the transfer.
    private func receive(body data: UnsafeRawBufferPointer) -> Int {
        guard body.count + data.count <= responseBytesMax else {
            isTooLarge = true
            return 0
        }
        body.append(contentsOf: data)
        return data.count
    }

    /// Takes a line of the header. An interim answer (100, 103) begins anew.
    private func receive(header data: UnsafeRawBufferPointer) -> Int {
        headerBytes += data.count
        guard headerBytes <= Self.headerBytesMax else {
            isTooLarge = true
            return 0
        }
        let line = String(decoding: data, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            fields.removeAll()
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...]
            let trimmed = value.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()
            fields.append(HTTPField(String(line[..<colon]), String(trimmed)))
        }
        return data.count
    }
}
