import NIOCore
import Synchronization

/// The connections that are open, for the shutdown: nothing that a client sends on one of them may be lost by it.
final class ConnectionRegistry: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])
    private let draining = Atomic<Bool>(false)

    /// Whether the answers that are given now are the last ones of their connections.
    var isDraining: Bool { draining.load(ordering: .relaxed) }

    /// So long a connection without a request is kept when the server stops. Requests of clients that have just
    /// connected, or ask one thing after the other, come in that time, are answered, and learn with the answer that no
    /// further one is taken on this connection. A connection that is closed while a request is on its way loses it.
    private static let quietMilliseconds: Int64 = 250

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
        draining.store(true, ordering: .relaxed)
        if channels.withLock({ !$0.isEmpty }) {
            try? await loop.scheduleTask(in: .milliseconds(min(Self.quietMilliseconds, graceMilliseconds))) {}
                .futureResult.get()
        }
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
