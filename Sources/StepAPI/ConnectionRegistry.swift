import NIOCore
import Synchronization

/// The connections that are open, for the shutdown.
final class ConnectionRegistry: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    /// Keeps `channel` until it closes.
    func add(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        channels.withLock { $0[id] = channel }
        channel.closeFuture.whenComplete { _ in
            self.channels.withLock { _ = $0.removeValue(forKey: id) }
        }
    }

    /// Lets every connection finish the request it has at hand; after `graceMilliseconds` it is closed all the same.
    ///
    /// Returns when all are closed.
    func drain(graceMilliseconds: Int64, on loop: any EventLoop) async {
        let open = channels.withLock { Array($0.values) }
        for channel in open { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
        let end = loop.scheduleTask(in: .milliseconds(graceMilliseconds)) {
            for channel in open { channel.close(promise: nil) }
        }
        for channel in open {
            // However a connection ends is fine here.
            try? await channel.closeFuture.get()
        }
        end.cancel()
    }
}
