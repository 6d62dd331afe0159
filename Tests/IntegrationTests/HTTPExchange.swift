import NIOCore
import NIOHTTP1
import NIOPosix

/// One HTTP request over a unix socket, and its answer.
enum HTTPExchange {
    struct Answer: Sendable {
        var status: Int
        var body: [UInt8]
    }

    static let timeoutSeconds: Int64 = 30

    /// Sends the request over a connection of its own.
    ///
    /// - Throws: when there is no whole answer: the daemon is not there, or died over it.
    static func send(
        _ method: HTTPMethod,
        socket: String,
        uri: String = "/",
        fields: HTTPHeaders = [:],
        body: [UInt8] = []
    ) async throws -> Answer {
        let group = MultiThreadedEventLoopGroup.singleton
        let promise = group.next().makePromise(of: Answer.self)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: group)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(AnswerCollector(promise))
                    }
                }
                .connect(unixDomainSocketPath: socket)
                .get()
        } catch {
            promise.fail(error)
            throw error
        }
        let late = channel.eventLoop.scheduleTask(in: .seconds(timeoutSeconds)) {
            promise.fail(TestFault("no answer in \(timeoutSeconds) s"))
        }
        defer {
            late.cancel()
            channel.close(promise: nil)
        }
        var headers = fields
        headers.replaceOrAdd(name: "Host", value: "localhost")
        headers.replaceOrAdd(name: "Content-Length", value: String(body.count))
        headers.replaceOrAdd(name: "Connection", value: "close")
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: uri, headers: headers)
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        return try await promise.futureResult.get()
    }
}

/// Collects the parts of an answer.
private final class AnswerCollector: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let promise: EventLoopPromise<HTTPExchange.Answer>
    private var status = 0
    private var body: [UInt8] = []

    init(_ promise: EventLoopPromise<HTTPExchange.Answer>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): status = Int(head.status.code)
        case .body(let buffer): body += buffer.readableBytesView
        case .end: promise.succeed(HTTPExchange.Answer(status: status, body: body))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { promise.fail(ChannelError.eof) }
}
