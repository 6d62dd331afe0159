import NIOCore
import StepAWS
import StepProtocol

/// Tells a client for whom there is no place so, and closes.
final class OverloadHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelActive(context: ChannelHandlerContext) {
        let body = AWSError("ServiceUnavailable", "Too many connections", httpStatus: 503).body
        let head =
            "HTTP/1.1 503 Service Unavailable\r\nx-amzn-RequestId: \(RequestID.make())\r\n"
            + "Content-Type: \(APIAnswer.jsonContentType)\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n"
        var bytes = context.channel.allocator.buffer(string: head)
        bytes.writeBytes(body)
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(bytes), promise: promise)
    }
}
