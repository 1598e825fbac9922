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

/// The pipeline in its order: a stage sees those before it and none below.
let text: [Target.Dependency] = ["Text", "Findings"]
let profile: [Target.Dependency] = text + ["YAML", "Catalog", "Profile"]
let cluster: [Target.Dependency] = profile + ["Services", "Cluster"]
let compose: [Target.Dependency] = cluster + ["Compose"]
let change: [Target.Dependency] = compose + ["Change"]
let bootstrap: [Target.Dependency] = change + ["Bootstrap"]
let delivery: [Target.Dependency] = bootstrap + ["Delivery"]
let rendering: [Target.Dependency] = delivery + ["Rendering"]

let package = Package(
  name: "kafka-cloud-init",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "kafka-cloud-init", targets: ["kafka-cloud-init"])],
  targets: [
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

    .systemLibrary(name: "CLinux"),
    .target(name: "CVersion"),

    .target(name: "Text"),
    .target(name: "Findings", dependencies: ["Text"]),
    .target(name: "YAML", dependencies: text + ["CLibYAML"]),
    .target(name: "Catalog", dependencies: text),
    .target(name: "Services", dependencies: text + ["YAML", "Catalog"]),
    .target(name: "Profile", dependencies: text + ["YAML", "Catalog"]),
    .target(name: "Cluster", dependencies: profile + ["Services"]),
    .target(name: "Compose", dependencies: cluster),
    .target(name: "Change", dependencies: compose),
    .target(name: "Bootstrap", dependencies: compose + ["CZlib"], resources: [.embedInCode("Steps")]),
    .target(name: "Delivery", dependencies: bootstrap),
    .target(name: "Rendering", dependencies: delivery),
    .target(name: "Arguments", dependencies: text),
    .executableTarget(name: "kafka-cloud-init", dependencies: rendering + ["Arguments", "CLinux", "CVersion"]),

    // What several test targets share.
    .target(
      name: "TestSupport",
      dependencies: rendering,
      path: "Tests/TestSupport",
      exclude: ["local_aws.py"]
    ),
    .testTarget(name: "TextTests", dependencies: ["Text", "TestSupport"]),
    .testTarget(name: "FindingsTests", dependencies: text + ["TestSupport"]),
    .testTarget(name: "YAMLTests", dependencies: text + ["YAML"]),
    .testTarget(
      name: "BootstrapTests",
      dependencies: rendering + ["TestSupport"],
      exclude: ["Commands", "machine.sh", "network.py"]
    ),
    .testTarget(
      name: "CatalogTests",
      dependencies: text + ["YAML", "Catalog", "TestSupport"],
      exclude: ["BrokerProperties.java"]
    ),
    .testTarget(name: "ServicesTests", dependencies: text + ["YAML", "Catalog", "Services", "TestSupport"]),
    .testTarget(name: "ProfileTests", dependencies: profile + ["TestSupport"]),
    .testTarget(name: "ClusterTests", dependencies: cluster + ["TestSupport"]),
    .testTarget(
      name: "ComposeTests",
      dependencies: compose + ["TestSupport"],
      exclude: ["ReleaseParser.java", "release_parser.py"]
    ),
    .testTarget(name: "ChangeTests", dependencies: rendering + ["TestSupport"]),
    .testTarget(name: "RenderingTests", dependencies: rendering + ["TestSupport"]),
    .testTarget(name: "ArgumentsTests", dependencies: text + ["Arguments", "TestSupport"]),
    .testTarget(
      name: "DeliveryTests",
      dependencies: delivery + ["kafka-cloud-init", "TestSupport"],
      exclude: ["page.py", "single-module.tf.json"]
    ),
    .testTarget(name: "CommandTests", dependencies: text + ["kafka-cloud-init", "TestSupport"]),
  ]
)

for target in package.targets where target.type != .system && target.name != "CVersion" {
  target.swiftSettings = settings
}
