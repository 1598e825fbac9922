import Catalog
import Cluster
import Profile
import Services

/// The script that a node boots with.
enum BootScript {
  /// A file of `Steps`.
  private struct Part: Sendable {
    /// Where the script has the file.
    enum Need: Sendable {
      case always
      /// If any node of the cluster needs it.
      case of(@Sendable (ClusterNode, Cluster) -> Bool)
      /// If the compose files are made of an upstream one.
      case upstreamFile
    }

    /// The step, whose function is `step_NAME`, and which is a subcommand of `kafka-node`; nil for what serves others.
    let step: String?
    let file: [UInt8]
    let need: Need

    static func step(
      _ name: String,
      _ file: [UInt8],
      isNeeded: (@Sendable (ClusterNode, Cluster) -> Bool)? = nil
    ) -> Part {
      Part(step: name, file: file, need: isNeeded.map(Need.of) ?? .always)
    }

    /// The step that a service has by itself (`Service.bootStep`).
    static func service(_ name: String, _ file: [UInt8]) -> Part {
      step(name, file) { node, cluster in cluster.services(on: node).contains { $0.facts.service.bootStep == name } }
    }

    static func functions(_ file: [UInt8], _ need: Need = .always) -> Part { Part(step: nil, file: file, need: need) }
  }

  /// All that a script may be made of, in its order, which is also the order of a boot.
  private static let parts: [Part] = [
    .functions(PackageResources.common_sh),
    .functions(PackageResources.imds_sh, .of { hasMetadata($0, $1) || $1.callsAWS || mayBeXen($0) }),
    .functions(PackageResources.set_up_sh),
    .step("networks", PackageResources.networks_sh),
    .step("packages", PackageResources.packages_sh),
    .step("extra-packages", PackageResources.extra_packages_sh) { !$1.cloudConfig.packages.isEmpty },
    .step("hosts", PackageResources.hosts_sh) { !$1.namedPeers(of: $0).isEmpty },
    .step("aws-cli", PackageResources.aws_cli_sh) { $1.callsAWS },
    .step("claim", PackageResources.claim_sh) { $1.claimsVolumes },
    .step("disk", PackageResources.disk_sh),
    .functions(PackageResources.xen_sh, .of { node, _ in mayBeXen(node) }),
    .functions(PackageResources.nitro_sh, .of { !$1.nodes.contains(where: mayBeXen) }),
    .functions(PackageResources.earlier_volume_sh, .of { $1.givenID != nil }),
    .step("mount", PackageResources.mount_sh),
    .step("route53", PackageResources.route53_sh) { $1.delivery.hostedZone != nil },
    .step("directories", PackageResources.directories_sh),
    .step("checkout", PackageResources.checkout_sh),
    .step("compose", PackageResources.compose_sh),
    .step("secrets", PackageResources.secrets_sh),
    .step("metadata", PackageResources.metadata_sh, isNeeded: hasMetadata),
    .step("start", PackageResources.start_sh),
    .functions(PackageResources.stored_images_sh, .upstreamFile),
    .step("verify", PackageResources.verify_sh),
    .service("kafka-manager", PackageResources.kafka_manager_sh),
    .step("lifecycle-hook", PackageResources.lifecycle_hook_sh) { $1.delivery.hasLifecycleHook.value },
    .functions(PackageResources.status_sh),
    .functions(PackageResources.main_sh),
  ]

  /// Whether the node's compose file has values that only the instance knows.
  @Sendable private static func hasMetadata(_: ClusterNode, _ cluster: Cluster) -> Bool {
    !cluster.instanceMetadataPaths.isEmpty
  }

  /// Whether the node's instance type may be one from before Nitro: those that the catalog knows aren't.
  @Sendable private static func mayBeXen(_ node: ClusterNode) -> Bool {
    InstanceType.named(node.instanceType.value) == nil
  }

  /// The parts that any of the nodes needs, in order.
  private static func parts(for nodes: [ClusterNode], in cluster: Cluster, hasUpstreamFile: Bool) -> [Part] {
    parts.filter { part in
      switch part.need {
      case .always: true
      case .of(let isNeeded): nodes.contains { isNeeded($0, cluster) }
      case .upstreamFile: hasUpstreamFile
      }
    }
  }

  /// The names of the steps of one or several nodes, in order.
  static func stepNames(for nodes: [ClusterNode], in cluster: Cluster) -> [String] {
    parts(for: nodes, in: cluster, hasUpstreamFile: false).compactMap(\.step)
  }

  /// The script with what any of the nodes needs, as a person reads it: with the comments of the steps.
  static func text(for nodes: [ClusterNode], in cluster: Cluster, hasUpstreamFile: Bool) -> [UInt8] {
    let parts = parts(for: nodes, in: cluster, hasUpstreamFile: hasUpstreamFile)
    return Array("#!/bin/bash\n\(composePlugin(for: cluster))".utf8) + parts.flatMap { body($0.file) }
  }

  /// The script without what only a person reads: indentation, comments and empty lines.
  ///
  /// None of its strings needs them.
  /// The same as `sed -E 's/^ +//; /^(# .*)?$/d'` of it.
  static func compact(_ script: [UInt8]) -> [UInt8] {
    let lines = script.split(separator: UInt8(ascii: "\n")).map { $0.drop { $0 == UInt8(ascii: " ") } }
    let kept = lines.filter { !$0.isEmpty && !$0.starts(with: "# ".utf8) }
    return kept.flatMap { $0 + [UInt8(ascii: "\n")] }
  }

  /// Where the compose plugin comes from where no package brings it.
  private static func composePlugin(for cluster: Cluster) -> String {
    "PLUGIN_URL=\(ComposePlugin.url)\n"
      + cluster.release.architectures.map { "PLUGIN_SHA256_\($0.rawValue)=\(ComposePlugin.sha256($0))\n" }.joined()
  }

  /// A file without its first line and what it says to shellcheck, after an empty line.
  private static func body(_ file: [UInt8]) -> [UInt8] {
    let lines = file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let kept = lines.dropFirst().filter { !$0.starts(with: "# shellcheck ".utf8) }
    return [UInt8(ascii: "\n")] + kept.joined(separator: [UInt8(ascii: "\n")])
  }
}
