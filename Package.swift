// swift-tools-version: 6.3
import PackageDescription

// What every Swift target is built with.
// ExistentialAny: SE-0335. InternalImportsByDefault: SE-0409. MemberImportVisibility: SE-0444.
// NonisolatedNonsendingByDefault: SE-0461. InferIsolatedConformances: SE-0470. ImmutableWeakCaptures: SE-0481.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .treatAllWarnings(as: .error),
]

// The pure targets besides: no clock, no I/O, no Foundation, no C module, and every unsafe use spelled out (SE-0458).
let pureSettings = settings + [.strictMemorySafety()]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
    name: "stepd",
    products: [
        .executable(name: "stepd", targets: ["stepd"]),
        .executable(name: "stepctl", targets: ["stepctl"]),
        .executable(name: "stepd-keeper", targets: ["stepd-keeper"]),
        .executable(name: "stepd-launcher", targets: ["stepd-launcher"]),
        .executable(name: "stepbench", targets: ["stepbench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // C libraries, from Debian's -dev packages.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // The pure core.
        .target(name: "StepTime", swiftSettings: pureSettings),
        .testTarget(name: "StepTimeTests", dependencies: ["StepTime"], swiftSettings: settings),
        .target(name: "StepJSON", swiftSettings: pureSettings),
        .testTarget(name: "StepJSONTests", dependencies: ["StepJSON"], swiftSettings: settings),
        .target(name: "StepJSONata", dependencies: ["StepTime", "StepJSON"], swiftSettings: pureSettings),
        .testTarget(name: "StepJSONataTests", dependencies: ["StepJSONata", "StepJSON"], swiftSettings: settings),
        .target(
            name: "StepLanguage",
            dependencies: ["StepTime", "StepJSON", "StepJSONata"],
            swiftSettings: pureSettings
        ),
        .testTarget(
            name: "StepLanguageTests",
            dependencies: ["StepLanguage", "StepTime", "StepJSON", "StepJSONata"],
            swiftSettings: settings
        ),
        .target(
            name: "StepMachine",
            dependencies: ["StepTime", "StepLanguage", "StepJSON", "StepJSONata"],
            swiftSettings: pureSettings
        ),
        .testTarget(
            name: "StepMachineTests",
            dependencies: ["StepMachine", "StepLanguage", "StepJSON", "StepTime"],
            swiftSettings: settings
        ),
        .target(
            name: "StepSimulation",
            dependencies: ["StepMachine", "StepLanguage", "StepTime", "StepJSON"],
            swiftSettings: pureSettings
        ),
        .testTarget(
            name: "StepSimulationTests",
            dependencies: ["StepSimulation", "StepMachine", "StepLanguage", "StepTime", "StepJSON"],
            swiftSettings: settings
        ),
        .target(name: "StepGraph", dependencies: ["StepJSON"], swiftSettings: pureSettings),
        .testTarget(
            name: "StepGraphTests",
            dependencies: ["StepGraph", "StepJSON"],
            exclude: ["Fixtures"],
            swiftSettings: settings
        ),
        .target(name: "StepSchedule", dependencies: ["StepTime"], swiftSettings: pureSettings),
        .testTarget(
            name: "StepScheduleTests",
            dependencies: ["StepSchedule", "StepTime"],
            exclude: ["Fixtures"],
            swiftSettings: settings
        ),

        // Job files.
        .target(name: "StepYAML", dependencies: ["CYAML", "StepJSON"], swiftSettings: settings),
        .testTarget(name: "StepYAMLTests", dependencies: ["StepYAML", "StepJSON"], swiftSettings: settings),
        .target(name: "StepAWS", dependencies: ["CZlib", "StepTime", "StepJSON", crypto], swiftSettings: settings),
        .testTarget(name: "StepAWSTests", dependencies: ["StepAWS", "StepJSON"], swiftSettings: settings),
        .target(
            name: "StepJobs",
            dependencies: [
                "StepYAML", "StepJSON", "StepJSONata", "StepLanguage", "StepMachine", "StepSimulation", "StepSchedule",
                "StepTime", "StepAWS",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "StepJobsTests",
            dependencies: [
                "StepJobs", "StepYAML", "StepJSON", "StepLanguage", "StepSimulation", "StepSchedule", "StepAWS",
            ],
            exclude: ["Fixtures"],
            swiftSettings: settings
        ),

        // The durable engine.
        .target(name: "StepStore", dependencies: ["CSQLite"], swiftSettings: settings),
        .testTarget(name: "StepStoreTests", dependencies: ["StepStore", "CSQLite"], swiftSettings: settings),
        .target(
            name: "StepEngine",
            dependencies: [
                "CLinux", "StepStore", "StepMachine", "StepLanguage", "StepTime", "StepJSON", "StepSchedule",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "StepEngineTests",
            dependencies: [
                "StepEngine", "StepStore", "StepMachine", "StepLanguage", "StepJSONata", "StepTime", "StepJSON",
                "StepSchedule", "StepAWS",
            ],
            exclude: ["Fixtures"],
            swiftSettings: settings
        ),

        // The edges.
        .target(name: "StepSystem", dependencies: ["CSystemd", "CLinux", logging], swiftSettings: settings),
        .testTarget(
            name: "StepSystemTests",
            dependencies: ["StepSystem", "StepTestSupport", logging],
            swiftSettings: settings
        ),
        .target(
            name: "StepKeeper",
            dependencies: ["CLinux", "StepSystem", "StepJSON"],
            swiftSettings: settings
        ),
        .executableTarget(name: "stepd-keeper", dependencies: ["StepKeeper"], swiftSettings: settings),
        .target(
            name: "StepLauncher",
            dependencies: [
                "CLinux", "CSystemd", "StepKeeper", "StepJobs", "StepYAML", "StepLanguage", "StepJSON", "StepSystem", logging,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "StepLauncherTests",
            dependencies: ["StepLauncher", "StepKeeper", "StepJobs", "StepJSON"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "stepd-launcher",
            dependencies: ["StepLauncher", "StepSystem", argumentParser, logging],
            swiftSettings: settings
        ),
        .target(
            name: "StepCommands",
            dependencies: [
                "CLinux", "StepKeeper", "StepLauncher", "StepEngine", "StepMachine", "StepLanguage", "StepJSON", "StepJobs", "StepSystem",
                logging,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "StepCommandsTests",
            dependencies: ["StepCommands", "StepKeeper", "StepLauncher", "StepJobs", "StepMachine", "StepLanguage", "StepJSON"],
            swiftSettings: settings
        ),
        .target(
            name: "StepTasks",
            dependencies: ["CCurl", "StepAWS", "StepEngine", "StepMachine", "StepLanguage", "StepJSON", crypto],
            swiftSettings: settings
        ),
        .testTarget(
            name: "StepTasksTests",
            dependencies: [
                "StepTasks", "StepAWS", "StepEngine", "StepMachine", "StepJSON", nioCore, nioPosix, nioHTTP1,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "StepNotifications",
            dependencies: [
                "StepAWS", "StepCommands", "StepEngine", "StepJSON", "StepJobs", "StepTasks", subprocess,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "StepNotificationsTests",
            dependencies: ["StepNotifications", "StepEngine", "StepJSON", "StepJobs"],
            swiftSettings: settings
        ),
        .target(
            name: "StepLambda",
            dependencies: ["CLinux", "StepAWS", "StepJSON", nioCore, nioPosix, nioHTTP1],
            swiftSettings: settings
        ),
        .testTarget(
            name: "StepLambdaTests",
            dependencies: ["StepLambda", "StepAWS", "StepJSON"],
            swiftSettings: settings
        ),
        .target(name: "StepProtocol", dependencies: ["StepJSON"], swiftSettings: settings),
        .target(
            name: "StepAPI",
            dependencies: [
                "StepProtocol", "StepEngine", "StepMachine", "StepLanguage", "StepAWS", "StepTime", nioCore, nioPosix,
                nioHTTP1, logging,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "StepAPITests",
            dependencies: [
                "StepAPI", "StepProtocol", "StepEngine", "StepMachine", "StepTime", "StepJSON", nioHTTP1, logging,
            ],
            swiftSettings: settings
        ),

        // The programs.
        .executableTarget(
            name: "stepd",
            dependencies: [
                "CLinux", "StepAPI", "StepProtocol", "StepTasks", "StepCommands", "StepLauncher", "StepLambda",
                "StepNotifications", "StepJobs", "StepSystem", "StepEngine", "StepStore", "StepSchedule",
                "StepLanguage", "StepMachine", "StepYAML", "StepAWS", "StepTime", "StepJSON", argumentParser, logging,
                lifecycle, unixSignals,
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "stepctl",
            dependencies: [
                "StepProtocol", "StepJobs", "StepSimulation", "StepGraph", "StepMachine", "StepYAML", "StepTime",
                "StepJSON", "StepJSONata", "StepLanguage",
                "StepSchedule", "StepAWS", "CCurl", "CLinux", argumentParser,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "StepctlTests",
            dependencies: [
                "stepctl", "StepJobs", "StepYAML", "StepSimulation", "StepProtocol", "StepTime", "StepJSON",
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "stepbench",
            dependencies: [
                "StepEngine", "StepMachine", "StepLanguage", "StepAWS", "StepTime", "StepJSON", argumentParser,
            ],
            swiftSettings: settings
        ),
        // Not shipped: looks for inputs that break a parser.
        .executableTarget(
            name: "stepfuzz",
            dependencies: [
                "StepJobs", "StepSimulation", "StepGraph", "StepJSON", "StepJSONata", "StepLanguage", "StepTime",
                "StepYAML", argumentParser,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "StepfuzzTests",
            dependencies: ["stepfuzz"],
            exclude: ["Fixtures"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "StepJSON", "StepTime", "StepYAML", "StepTestSupport", subprocess, nioCore, nioPosix, nioHTTP1,
            ],
            exclude: ["Fixtures"],
            swiftSettings: settings
        ),
        // What tests of several targets use.
        .target(name: "StepTestSupport", path: "Tests/StepTestSupport", swiftSettings: settings),
        .testTarget(name: "StyleTests", swiftSettings: settings),
    ]
)
