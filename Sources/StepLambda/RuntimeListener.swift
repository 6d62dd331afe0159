import NIOCore
import NIOHTTP1
import NIOPosix

/// The Lambda Runtime API of one process, on a loopback port of its own.
enum RuntimeListener {
    /// Listens for `worker`, whose event loop everything runs on.
    static func open(_ worker: FunctionWorker, on loop: any EventLoop) -> EventLoopFuture<any Channel> {
        let bound = NIOLoopBound(worker, eventLoop: loop)
        return ServerBootstrap(group: loop)
            .serverChannelOption(.backlog, value: 16)
            .childChannelInitializer { channel in
                guard PeerUser.isOwn(remote: channel.remoteAddress, local: channel.localAddress) else {
                    return channel.close()
                }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                    try channel.pipeline.syncOperations.addHandler(RuntimeConnection(bound.value))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
    }
}
