// swift-tools-version: 6.3

import PackageDescription

/// Settings of every target of ours; each feature is explained in the Swift Evolution proposal named beside it.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),  // SE-0335
  .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
  .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
  .enableUpcomingFeature("InferIsolatedConformances"),  // SE-0470
  .enableUpcomingFeature("ImmutableWeakCaptures"),  // SE-0481
  .strictMemorySafety(),  // SE-0458
  .treatAllWarnings(as: .error),  // SE-0443
]

let package = Package(
  name: "kafka-cloud-init",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "kafka-cloud-init", targets: ["kafka-cloud-init"])],
  targets: [
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

    .systemLibrary(name: "CLinux"),

    // The pipeline, in its order. A target imports nothing from below itself.
    .target(name: "YAML", dependencies: ["CLibYAML"], swiftSettings: settings),
    .target(name: "Catalog", dependencies: ["YAML"], swiftSettings: settings),
    .target(name: "Profile", dependencies: ["YAML"], swiftSettings: settings),
    .target(name: "Cluster", dependencies: ["YAML", "Catalog", "Profile"], swiftSettings: settings),
    .target(name: "Compose", dependencies: ["YAML", "Catalog", "Profile", "Cluster"], swiftSettings: settings),
    .target(
      name: "Bootstrap",
      dependencies: ["YAML", "Catalog", "Profile", "Cluster", "Compose", "CZlib"],
      resources: [.embedInCode("Steps")],
      swiftSettings: settings
    ),
    .target(
      name: "Delivery",
      dependencies: ["YAML", "Catalog", "Profile", "Cluster", "Compose", "Bootstrap"],
      swiftSettings: settings
    ),

    .target(name: "Arguments", dependencies: ["YAML"], swiftSettings: settings),
    .executableTarget(
      name: "kafka-cloud-init",
      dependencies: [
        "YAML", "Catalog", "Profile", "Cluster", "Compose", "Bootstrap", "Delivery", "Arguments", "CLinux",
      ],
      swiftSettings: settings
    ),

    // What several test targets share.
    .target(name: "TestSupport", dependencies: ["YAML"], path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(name: "YAMLTests", dependencies: ["YAML"], swiftSettings: settings),
    .testTarget(
      name: "BootstrapTests",
      dependencies: ["Bootstrap"],
      exclude: ["Commands", "machine.sh", "network.py"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "CatalogTests",
      dependencies: ["Catalog", "YAML", "TestSupport"],
      exclude: ["BrokerProperties.java"],
      swiftSettings: settings
    ),
    .testTarget(name: "ProfileTests", dependencies: ["Profile", "YAML", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "ClusterTests",
      dependencies: ["Catalog", "Profile", "Cluster", "YAML", "TestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "ComposeTests",
      dependencies: ["Catalog", "Profile", "Cluster", "Compose", "YAML", "TestSupport"],
      exclude: ["ReleaseParser.java", "release_parser.py"],
      swiftSettings: settings
    ),
    .testTarget(name: "ArgumentsTests", dependencies: ["Arguments", "YAML", "TestSupport"], swiftSettings: settings),
    .testTarget(name: "CommandTests", dependencies: ["kafka-cloud-init"], swiftSettings: settings),
  ]
)
