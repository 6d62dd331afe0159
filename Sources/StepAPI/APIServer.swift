package import Logging
import NIOCore
import NIOPosix
package import StepEngine

/// The HTTP server: the Step Functions API and this daemon's own operations, on any number of addresses.
///
/// It has one event loop, which only moves bytes; each request is carried out by one task, and waits there for the
/// engine. The engine has to be running before the server starts and until ``shutDown(graceMilliseconds:)`` returns.
package final class APIServer: Sendable {
    /// Where it listens, with the ports that the system chose.
    package let addresses: [ListenAddress]
    private let listeners: [Listener]
    private let registry: ConnectionRegistry
    private let group: MultiThreadedEventLoopGroup
    private let logger: Logger

    private init(
        _ listeners: [Listener],
        _ registry: ConnectionRegistry,
        _ group: MultiThreadedEventLoopGroup,
        _ logger: Logger
    ) {
        addresses = listeners.map(\.address)
        self.listeners = listeners
        self.registry = registry
        self.group = group
        self.logger = logger
    }

    /// Listens on all addresses of the configuration, or on none. `services` are answered for besides Step Functions;
    /// `control` is the daemon, where there is one around the engine.
    ///
    /// - Throws: ``APIError`` for the first address that cannot be had.
    package static func start(
        engine: Engine,
        configuration: APIConfiguration,
        control: (any ServiceControl)? = nil,
        services: [any EndpointService] = [],
        logger: Logger = Logger(label: "stepd.api")
    ) async throws(APIError) -> APIServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let registry = ConnectionRegistry()
        let surroundings = ConnectionHandler.Surroundings(
            router: OperationRouter(
                engine: engine,
                configuration: configuration,
                control: control,
                services: services,
                logger: logger
            ),
            limits: configuration.limits,
            admission: Admission(configuration.limits),
            registry: registry,
            dateHeader: DateHeader(),
            guardsAgainstBrowsers: true
        )
        var listeners: [Listener] = []
        do throws(APIError) {
            for address in configuration.addresses {
                let listener = try await Listener.open(
                    address,
                    allowsUnauthenticatedLoopback: configuration.allowsUnauthenticatedLoopback,
                    surroundings: surroundings,
                    group: group
                )
                listeners.append(listener)
                logger.info("the API listens on \(listener.address)")
            }
        } catch {
            for listener in listeners { await listener.close() }
            try? await group.shutdownGracefully()
            throw error
        }
        return APIServer(listeners, registry, group, logger)
    }

    /// Stops accepting, lets the requests at hand finish within `graceMilliseconds`, and closes everything.
    ///
    /// To be called once.
    package func shutDown(graceMilliseconds: Int64 = 5_000) async {
        for listener in listeners { await listener.close() }
        await registry.drain(graceMilliseconds: graceMilliseconds, on: group.next())
        do {
            try await group.shutdownGracefully()
        } catch {
            logger.warning("the API's event loop did not end in order: \(error)")
        }
    }
}
