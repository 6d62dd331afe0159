import NIOCore
import NIOHTTP1

/// One HTTP connection of a function's process: gathers a request, hands it to the worker, writes the answer when there
/// is one. A request for the next event may wait for minutes.
final class RuntimeConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// Lambda's limit for what a function returns, and room for the description of an error.
    static let bodyBytesMax = 6 << 20 + 100 << 10

    private let worker: FunctionWorker
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var isTooLarge = false

    init(_ worker: FunctionWorker) { self.worker = worker }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): (self.head, body, isTooLarge) = (head, [], false)
        case .body(let bytes):
            guard body.count + bytes.readableBytes <= Self.bodyBytesMax else {
                (isTooLarge, body) = (true, [])
                return
            }
            if !isTooLarge { body.append(contentsOf: bytes.readableBytesView) }
        case .end: finish(context)
        }
    }

    private func finish(_ context: ChannelHandlerContext) {
        guard let head else { return }
        let request = RuntimeRequest(method: head.method, path: head.uri, headers: head.headers, body: body)
        let loopBound = NIOLoopBound(context, eventLoop: context.eventLoop)
        worker.receive(request, isTooLarge: isTooLarge) { [weak self] answer in
            self?.write(answer, isKeepAlive: head.isKeepAlive, loopBound.value)
        }
        body = []
    }

    private func write(_ answer: RuntimeAnswer, isKeepAlive: Bool, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        var headers = HTTPHeaders(answer.headers)
        headers.add(name: "Content-Length", value: String(answer.body.count))
        if !isKeepAlive { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(
            wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: answer.body)))),
            promise: nil
        )
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        if !isKeepAlive { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        worker.connectionClosed()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
