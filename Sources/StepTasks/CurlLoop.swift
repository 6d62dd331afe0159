import CCurl
import Glibc
import StepAWS

/// The curl thread: takes letters, starts what is due, lets libcurl work, hands answers out.
final class CurlLoop {
    /// A request that waits for its time.
    private struct Delayed {
        var dueSeconds: Double
        var request: CurlRequest
        var id: CurlRequest.ID
        var completion: CurlTransfer.Completion
    }

    private let mailbox: CurlMailbox
    private var transfers: [CurlRequest.ID: CurlTransfer] = [:]
    private var delayed: [CurlRequest.ID: Delayed] = [:]
    private var finishedCount = 0

    private static let pollMillisecondsMax: Int32 = 60_000

    init(_ mailbox: CurlMailbox) { self.mailbox = mailbox }

    /// Works until the mailbox is closed.
    func run() {
        guard let multi = mailbox.handle?.pointer else { return }
        var isClosed = false
        while !isClosed {
            let mail = mailbox.take()
            for letter in mail.letters { open(letter, multi) }
            isClosed = mail.isClosed
            startDue(multi)
            var runningCount: Int32 = 0
            curl_multi_perform(multi, &runningCount)
            finishTransfers(multi)
            mailbox.finished(finishedCount)
            finishedCount = 0
            if !isClosed { curl_multi_poll(multi, nil, 0, pollMilliseconds(), nil) }
        }
        let error = CurlError(.closed, "the HTTP client was shut down", mayHaveBeenSent: true)
        for transfer in transfers.values {
            curl_multi_remove_handle(multi, transfer.easy)
            transfer.completion(.failure(error))
        }
        for request in delayed.values { request.completion(.failure(error)) }
        transfers = [:]
        delayed = [:]
        mailbox.free()
    }

    /// Seconds of a clock that never jumps.
    static func nowSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func open(_ letter: CurlMailbox.Letter, _ multi: UnsafeMutableRawPointer) {
        switch letter {
        case .send(let request, let id, let dueSeconds, let completion):
            if dueSeconds > 0 {
                delayed[id] = Delayed(dueSeconds: dueSeconds, request: request, id: id, completion: completion)
            } else {
                start(request, id, completion, multi)
            }
        case .cancel(let id):
            if let transfer = transfers.removeValue(forKey: id) {
                curl_multi_remove_handle(multi, transfer.easy)
                finishedCount += 1
            } else if delayed.removeValue(forKey: id) != nil {
                finishedCount += 1
            }
        case .run(let body):
            finishedCount += 1
            body()
        }
    }

    private func startDue(_ multi: UnsafeMutableRawPointer) {
        guard !delayed.isEmpty else { return }
        let now = Self.nowSeconds()
        for due in delayed.values.filter({ $0.dueSeconds <= now }).sorted(by: { $0.dueSeconds < $1.dueSeconds }) {
            delayed[due.id] = nil
            start(due.request, due.id, due.completion, multi)
        }
    }

    private func start(
        _ request: CurlRequest,
        _ id: CurlRequest.ID,
        _ completion: @escaping CurlTransfer.Completion,
        _ multi: UnsafeMutableRawPointer
    ) {
        do throws(CurlError) {
            let transfer = try CurlTransfer(request, id: id, completion: completion)
            guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
                throw CurlError(.connection, "libcurl cannot take another request")
            }
            transfers[id] = transfer
        } catch {
            finishedCount += 1
            completion(.failure(error))
        }
    }

    private func finishTransfers(_ multi: UnsafeMutableRawPointer) {
        var remainingCount: Int32 = 0
        while let message = curl_multi_info_read(multi, &remainingCount) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            let code = stepd_curl_message_result(message)
            var context: UnsafeMutableRawPointer?
            _ = stepd_curl_get_pointer(message.pointee.easy_handle, CURLINFO_PRIVATE, &context)
            guard let transfer = CurlTransfer.of(context) else { continue }
            curl_multi_remove_handle(multi, transfer.easy)
            transfers[transfer.id] = nil
            finishedCount += 1
            transfer.completion(transfer.result(code))
        }
    }

    /// Until the next delayed request is due; libcurl shortens it by its own timeouts.
    private func pollMilliseconds() -> Int32 {
        guard let due = delayed.values.map(\.dueSeconds).min() else { return Self.pollMillisecondsMax }
        let milliseconds = ((due - Self.nowSeconds()) * 1000).rounded(.up)
        return Int32(min(max(milliseconds, 0), Double(Self.pollMillisecondsMax)))
    }
}
