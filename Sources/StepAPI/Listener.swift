import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// One open address of the API. All listeners give their connections the same pipeline.
struct Listener: Sendable {
    /// As it was bound: with the port that the system chose.
    let address: ListenAddress
    private let channel: any Channel
    private let socketFile: UnixSocketFile?

    /// Who may talk to a listener.
    private enum Trust {
        /// A unix socket: its file's mode says who.
        case fileMode
        /// A loopback address: everybody on this machine, but no web page.
        case loopback
    }

    /// Waiting connections that the kernel keeps (listen(2)), at most its `somaxconn`: while the daemon is restarted, the
    /// socket that systemd holds keeps all that come.
    private static let backlog: CInt = 4096

    /// Stops accepting and removes the socket's file. Connections stay open.
    func close() async {
        // A listener that is closed already is as good.
        try? await channel.close().get()
        socketFile?.remove()
    }
}

// MARK: - Opening

extension Listener {
    /// Binds `address` and begins to accept.
    static func open(
        _ address: ListenAddress,
        allowsUnauthenticatedLoopback: Bool,
        surroundings: ConnectionHandler.Surroundings,
        group: MultiThreadedEventLoopGroup
    ) async throws(APIError) -> Listener {
        switch address {
        case .unix(let path):
            let (file, descriptor) = try UnixSocketFile.bind(path: path)
            let bootstrap = bootstrap(.fileMode, surroundings, group)
            do throws(APIError) {
                let channel = try await accept(descriptor, address, bootstrap)
                return Listener(address: address, channel: channel, socketFile: file)
            } catch {
                file.remove()
                throw error
            }
        case .tcp(let host, let port):
            let resolved = try resolve(host, port, address)
            try check(resolved, address, allowsUnauthenticatedLoopback)
            let bootstrap = bootstrap(.loopback, surroundings, group)
                .serverChannelOption(.backlog, value: Int32(backlog))
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            let channel = try await ready(address) { try await bootstrap.bind(to: resolved).get() }
            let bound = ListenAddress.tcp(host: host, port: channel.localAddress?.port ?? port)
            return Listener(address: bound, channel: channel, socketFile: nil)
        case .descriptor(let descriptor):
            let trust = try trust(inDescriptor: descriptor, address, allowsUnauthenticatedLoopback)
            let bootstrap = bootstrap(trust, surroundings, group)
            let channel = try await accept(descriptor, address, bootstrap)
            return Listener(address: address, channel: channel, socketFile: nil)
        }
    }

    private static func bootstrap(
        _ trust: Trust,
        _ surroundings: ConnectionHandler.Surroundings,
        _ group: MultiThreadedEventLoopGroup
    ) -> ServerBootstrap {
        var surroundings = surroundings
        surroundings.guardsAgainstBrowsers = trust == .loopback
        let shared = surroundings
        return ServerBootstrap(group: group)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    guard shared.admission.enter() else { return try pipeline.addHandler(OverloadHandler()) }
                    channel.closeFuture.whenComplete { _ in shared.admission.leave() }
                    shared.registry.add(channel)
                    try pipeline.configureHTTPServerPipeline(
                        withErrorHandling: false,
                        withEncoderConfiguration: HTTPResponseEncoder.Configuration(),
                        withDecoderLimitConfiguration: shared.limits.decoderLimits
                    )
                    try pipeline.addHandler(ConnectionHandler(shared))
                }
            }
    }

    /// Listens on a socket that is bound already; a second listen(2) does no harm.
    private static func accept(
        _ descriptor: CInt,
        _ address: ListenAddress,
        _ bootstrap: ServerBootstrap
    ) async throws(APIError) -> any Channel {
        guard listen(descriptor, backlog) == 0 else {
            throw APIError(.system, "cannot listen on \(address): \(String(cString: strerror(errno)))")
        }
        return try await ready(address) { try await bootstrap.withBoundSocket(descriptor).get() }
    }

    private static func ready(
        _ address: ListenAddress,
        _ body: () async throws -> any Channel
    ) async throws(APIError) -> any Channel {
        do {
            return try await body()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw APIError(.addressInUse, "cannot listen on \(address): another process has it; choose another address")
        } catch {
            throw APIError(.system, "cannot listen on \(address): \(error)")
        }
    }
}

// MARK: - Trust

extension Listener {
    private static func resolve(
        _ host: String,
        _ port: Int,
        _ address: ListenAddress
    ) throws(APIError) -> SocketAddress {
        do {
            return try SocketAddress.makeAddressResolvingHost(host, port: port)
        } catch {
            throw APIError(.invalidAddress, "cannot listen on \(address): \(host) is unknown: \(error)")
        }
    }

    /// TCP is for `--no-auth` on a loopback address: signatures are not checked.
    private static func check(
        _ resolved: SocketAddress,
        _ address: ListenAddress,
        _ allowsUnauthenticatedLoopback: Bool
    ) throws(APIError) {
        guard allowsUnauthenticatedLoopback else {
            throw APIError(
                .refusedAddress,
                "will not listen on \(address): this stepd does not check signatures, so TCP needs --no-auth and a "
                    + "loopback address; or listen on unix:PATH"
            )
        }
        guard let text = resolved.ipAddress, text == "::1" || text.hasPrefix("127.") else {
            throw APIError(
                .refusedAddress,
                "will not listen on \(address): --no-auth is only for loopback addresses, such as 127.0.0.1"
            )
        }
    }

    private static func trust(
        inDescriptor descriptor: CInt,
        _ address: ListenAddress,
        _ allowsUnauthenticatedLoopback: Bool
    ) throws(APIError) -> Trust {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard status == 0 else {
            throw APIError(.system, "cannot listen on \(address): \(String(cString: strerror(errno)))")
        }
        let resolved: SocketAddress
        switch CInt(storage.ss_family) {
        case AF_UNIX: return .fileMode
        case AF_INET:
            resolved = withUnsafePointer(to: &storage) { pointer in
                pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { SocketAddress($0.pointee) }
            }
        case AF_INET6:
            resolved = withUnsafePointer(to: &storage) { pointer in
                pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { SocketAddress($0.pointee) }
            }
        default:
            throw APIError(.refusedAddress, "will not listen on \(address): it is no unix and no TCP socket")
        }
        try check(resolved, address, allowsUnauthenticatedLoopback)
        return .loopback
    }
}

extension APILimits {
    fileprivate var decoderLimits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = headerBytesMax
        limits.maxHeaderListSize = headersBytesMax
        limits.maxHeaderFieldCount = headersMax
        return limits
    }
}
