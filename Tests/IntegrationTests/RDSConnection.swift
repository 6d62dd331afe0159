import NIOCore
import NIOHTTP1

/// One connection to the server: reads a request, writes the answer, and reads the next.
final class RDSConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: RDSServer
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ server: RDSServer) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let buffer): body += buffer.readableBytesView
        case .end:
            guard let head else { return }
            let request = RDSRequest(head: head, body: body)
            let answer = server.answer(request)
            let channel = context.channel
            let send: @Sendable () -> Void = { Self.write(answer, to: channel) }
            if !server.keepsBack(request.action, send) { send() }
        }
    }

    private static func write(_ answer: RDSServer.Answer, to channel: any Channel) {
        let headers: HTTPHeaders = [
            "Content-Type": "text/xml", "Content-Length": String(answer.body.utf8.count),
            "x-amzn-RequestId": "9b1a4f5e-0000-4000-8000-c0ffee000001",
        ]
        let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: answer.body))), promise: nil)
        let written = channel.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in answer.afterwards?() }
        channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: written)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
