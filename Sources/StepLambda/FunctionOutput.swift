import NIOCore
import NIOPosix

/// A process's output as it comes.
enum FunctionOutput {
    /// Reads a pipe to its end, on `loop`, and closes it.
    static func read(_ descriptor: Int32, on loop: any EventLoop, _ body: @escaping ([UInt8]) -> Void) {
        let handler = NIOLoopBound(Handler(body), eventLoop: loop)
        _ = NIOPipeBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(handler.value)
                }
            }
            .takingOwnershipOfDescriptor(input: descriptor)
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let body: ([UInt8]) -> Void

        init(_ body: @escaping ([UInt8]) -> Void) { self.body = body }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            body(Array(unwrapInboundIn(data).readableBytesView))
        }
    }
}
