import NIOCore
import NIOHTTP1
import StepAWS
import StepProtocol

/// One HTTP/1.1 connection: gathers a request, hands it to the router, writes the answer.
///
/// NIO's pipeline handler stands before it and lets the next pipelined request through only when an answer is complete,
/// so there is at most one request at hand. Everything here runs on the connection's event loop; the router runs in one
/// task for each request.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// What all connections of a listener share.
    struct Surroundings: Sendable {
        var router: OperationRouter
        var limits: APILimits
        var admission: Admission
        var registry: ConnectionRegistry
        var dateHeader: DateHeader
        /// Whether requests of browsers must be kept out, because nobody's signature is checked.
        var guardsAgainstBrowsers: Bool
    }

    private enum Phase: Equatable {
        /// → reading, closed.
        case awaitingRequest
        /// The head is here, the body comes. → complete, draining, closed.
        case reading
        /// The whole request is here, but the client has not read enough of its last answer. → answering, closed.
        case complete
        /// The router has it. → awaitingRequest, draining, closed.
        case answering
        /// The last answer is written: what still comes is dropped until the client closes. → closed.
        case draining
        case closed
    }

    private let surroundings: Surroundings
    private var phase = Phase.awaitingRequest
    private var head: HTTPRequestHead?
    private var body = ByteBuffer()
    /// What `body` takes of the room that all connections share.
    private var reservedBytes = 0
    /// The client will send no more.
    private var isInputClosed = false
    private var deadline = ConnectionDeadline()

    init(_ surroundings: Surroundings) { self.surroundings = surroundings }

    private var limits: APILimits { surroundings.limits }
}

// MARK: - Reading

extension ConnectionHandler {
    func channelActive(context: ChannelHandlerContext) {
        deadline.set(milliseconds: limits.idleMilliseconds, self, context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), phase) {
        case (.head(let head), .awaitingRequest): begin(head, context)
        case (.body(var bytes), .reading): gather(&bytes, context)
        case (.end, .reading): finishRequest(context)
        default: break
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        self.head = head
        phase = .reading
        deadline.set(milliseconds: limits.readMilliseconds, self, context)
        if surroundings.guardsAgainstBrowsers, let error = BrowserGuard.refusal(of: head.headers) {
            return refuse(error, context)
        }
        if let length = head.headers.first(name: "Content-Length").flatMap({ Int($0) }), length > limits.bodyBytesMax {
            return refuse(tooLarge, context)
        }
        if head.version == .http1_1, head.headers.first(name: "Expect")?.lowercased() == "100-continue" {
            let proceed = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(proceed)), promise: nil)
        }
    }

    private func gather(_ bytes: inout ByteBuffer, _ context: ChannelHandlerContext) {
        let count = bytes.readableBytes
        guard body.readableBytes + count <= limits.bodyBytesMax else { return refuse(tooLarge, context) }
        guard surroundings.admission.reserve(bodyBytes: count) else {
            return refuse(AWSError("ServiceUnavailable", "Too many large requests at once", httpStatus: 503), context)
        }
        reservedBytes += count
        if body.readableBytes == 0 {
            body = bytes
        } else {
            body.writeBuffer(&bytes)
        }
    }

    private func finishRequest(_ context: ChannelHandlerContext) {
        phase = .complete
        if context.channel.isWritable {
            dispatch(context)
        } else {
            deadline.set(milliseconds: limits.writeMilliseconds, self, context)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if phase == .complete, context.channel.isWritable { dispatch(context) }
        context.fireChannelWritabilityChanged()
    }

    private var tooLarge: AWSError {
        AWSError(
            "RequestEntityTooLargeException",
            "HTTP content length exceeded \(limits.bodyBytesMax) bytes.",
            httpStatus: 413
        )
    }
}

// MARK: - Answering

extension ConnectionHandler {
    private func dispatch(_ context: ChannelHandlerContext) {
        guard let head else { preconditionFailure("a request is complete without a head") }
        phase = .answering
        deadline.clear()
        let request = APIRequest(method: head.method, path: head.uri, headers: head.headers, body: body)
        body = ByteBuffer()
        let router = surroundings.router
        context.eventLoop.makeFutureWithTask { await router.answer(request) }
            .assumeIsolated()
            .whenSuccess { answer in
                guard self.phase == .answering else { return }
                self.respond(answer, isLast: self.isInputClosed, context)
            }
    }

    /// Answers with an error before the request was read to its end: no further request can follow.
    private func refuse(_ error: AWSError, _ context: ChannelHandlerContext) {
        respond(APIAnswer(error), isLast: true, context)
    }

    private func respond(_ answer: APIAnswer, isLast: Bool, _ context: ChannelHandlerContext) {
        let keepsAlive = !isLast && !surroundings.registry.isDraining && head?.isKeepAlive == true
        let isOld = head?.version == .http1_0
        let hasBody = head?.method != .HEAD
        var headers = HTTPHeaders()
        headers.reserveCapacity(5)
        for field in answer.fields { headers.add(name: field.name, value: field.value) }
        if !headers.contains(name: "x-amzn-RequestId") {
            headers.add(name: "x-amzn-RequestId", value: RequestID.make())
        }
        headers.add(name: "Date", value: surroundings.dateHeader.text())
        headers.add(name: "Content-Type", value: answer.contentType)
        headers.add(name: "Content-Length", value: String(answer.body.count))
        if !keepsAlive {
            headers.add(name: "Connection", value: "close")
        } else if isOld {
            headers.add(name: "Connection", value: "keep-alive")
        }
        forgetRequest()
        // The state is settled before the end is written: writing it may deliver the next request at once.
        phase = keepsAlive ? .awaitingRequest : .draining
        deadline.set(milliseconds: keepsAlive ? limits.idleMilliseconds : limits.lingerMilliseconds, self, context)
        let response = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
        context.write(wrapOutboundOut(.head(response)), promise: nil)
        if hasBody {
            let bytes = context.channel.allocator.buffer(bytes: answer.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
        }
        guard keepsAlive else { return endOutput(context) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    /// Ends the answer and the sending side. Closing at once, with unread bytes of a refused request at hand, would
    /// reset the connection, and the client would see that instead of the answer.
    private func endOutput(_ context: ChannelHandlerContext) {
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in
            guard self.phase == .draining else { return }
            context.close(mode: self.isInputClosed ? .all : .output, promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
    }

    private func forgetRequest() {
        head = nil
        body = ByteBuffer()
        surroundings.admission.release(bodyBytes: reservedBytes)
        reservedBytes = 0
    }
}

// MARK: - Ends

extension ConnectionHandler {
    /// The deadline's task runs.
    func wakeUp(context: ChannelHandlerContext) {
        guard phase != .closed, deadline.hasPassed(self, context) else { return }
        guard phase == .reading else { return context.close(promise: nil) }
        refuse(
            AWSError("RequestTimeout", "The request did not end in \(limits.readMilliseconds) ms", httpStatus: 408),
            context
        )
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            isInputClosed = true
            // A complete request is still answered: only the client's sending side is closed.
            if phase != .answering, phase != .complete { context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError, phase == .awaitingRequest || phase == .reading else {
            return context.close(promise: nil)
        }
        let isOverflow = error == .headerOverflow
        let message = isOverflow ? "The request's headers are too large" : "The request is not HTTP/1.1: \(error)"
        refuse(AWSError("BadRequest", message, httpStatus: isOverflow ? 431 : 400), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        phase = .closed
        deadline.end()
        forgetRequest()
        context.fireChannelInactive()
    }
}
