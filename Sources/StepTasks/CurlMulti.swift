import CCurl
import Glibc
package import StepAWS
import Synchronization

/// HTTP over libcurl's multi interface, on one thread of its own.
///
/// Requests come in from any thread and wake the thread up; answers go out through completions, which run on that
/// thread and must be brief. Connections are kept and used again, HTTP/2 is spoken where TLS offers it, certificates
/// are always verified.
///
/// Invariants: every completion is called once, unless its request was cancelled; everything that is waiting or under
/// way counts towards `requestsMax`; libcurl's handles are touched by the thread alone, but for the wake-up.
package final class CurlMulti: Sendable {
    /// The limits of one `CurlMulti`.
    package struct Limits: Sendable {
        /// Requests that wait or are under way.
        package var requestsMax = 16_384
        package var connectionsMax = 512
        /// A function may hold its connection for a quarter of an hour: other calls must not wait for it.
        package var connectionsPerHostMax = 256
        /// Connections that are kept while nothing is under way on them.
        package var idleConnectionsMax = 64

        package init() {}

        /// Limits for a process that may have `descriptorsMax` files open: most of them may be connections.
        package init(descriptorsMax: Int) {
            connectionsMax = min(max(descriptorsMax / 2, 16), 2_048)
            connectionsPerHostMax = connectionsMax * 3 / 4
        }
    }

    private let mailbox: CurlMailbox
    private let thread: pthread_t

    /// Starts the thread.
    package init(limits: Limits = Limits()) throws(CurlError) {
        guard Self.isLibraryReady, let multi = curl_multi_init() else {
            throw CurlError(.closed, "libcurl cannot be started")
        }
        _ = stepd_curl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, limits.connectionsMax)
        _ = stepd_curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, limits.connectionsPerHostMax)
        _ = stepd_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, limits.idleConnectionsMax)
        let mailbox = CurlMailbox(CurlHandle(pointer: multi), requestsMax: limits.requestsMax)
        let context = Unmanaged.passRetained(mailbox)
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                CurlLoop(Unmanaged<CurlMailbox>.fromOpaque(context).takeRetainedValue()).run()
                return nil
            },
            context.toOpaque()
        )
        guard code == 0 else {
            context.release()
            curl_multi_cleanup(multi)
            throw CurlError(.closed, "no thread for libcurl: \(String(cString: strerror(code)))")
        }
        self.mailbox = mailbox
        self.thread = thread
    }

    deinit {
        if mailbox.close() { pthread_detach(thread) }
    }

    /// Sends `request`, after a delay if there is one.
    ///
    /// What cannot be taken on (too many requests, shut down) is answered at once, on the caller's thread.
    @discardableResult
    package func send(
        _ request: CurlRequest,
        afterSeconds delaySeconds: Double = 0,
        completion: @escaping @Sendable (Result<HTTPResponse, CurlError>) -> Void
    ) -> CurlRequest.ID {
        let id = mailbox.nextID()
        let dueSeconds = delaySeconds > 0 ? CurlLoop.nowSeconds() + delaySeconds : 0
        if let error = mailbox.post(.send(request, id, dueSeconds: dueSeconds, completion), isRequest: true) {
            completion(.failure(error))
        }
        return id
    }

    /// Runs `body` on the thread, after what was posted before. `body` must be brief.
    ///
    /// - Returns: false if it will not run, because too much waits or the thread was shut down.
    package func run(_ body: @escaping @Sendable () -> Void) -> Bool {
        mailbox.post(.run(body), isRequest: true) == nil
    }

    /// Gives a request up: its completion is not called after this, unless it is running just now.
    package func cancel(_ id: CurlRequest.ID) { _ = mailbox.post(.cancel(id), isRequest: false) }

    /// Ends the thread and waits for it. What is under way is broken off, its completions get `.closed`.
    ///
    /// Not to be called from a completion.
    package func shutdown() {
        guard mailbox.close() else { return }
        pthread_join(thread, nil)
    }

    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
