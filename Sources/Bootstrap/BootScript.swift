import Catalog
import Cluster
import Profile
import Services

/// The script that a node boots with.
enum BootScript {
  /// A file of `Steps`: a function of the name, which is also the subcommand of `kafka-node`.
  private struct Step {
    let name: String
    let file: [UInt8]
  }

  /// The steps of a node's boot, in order.
  private static func steps(for node: ClusterNode, in cluster: Cluster) -> [Step] {
    let hasNames = !cluster.namedPeers(of: node).isEmpty
    let hasMetadata = !cluster.instanceMetadataPaths.isEmpty
    let steps: [Step?] = [
      Step(name: "networks", file: PackageResources.networks_sh),
      Step(name: "packages", file: PackageResources.packages_sh),
      hasNames ? Step(name: "hosts", file: PackageResources.hosts_sh) : nil,
      cluster.callsAWS ? Step(name: "aws-cli", file: PackageResources.aws_cli_sh) : nil,
      cluster.claimsVolumes ? Step(name: "claim", file: PackageResources.claim_sh) : nil,
      Step(name: "disk", file: PackageResources.disk_sh),
      Step(name: "mount", file: PackageResources.mount_sh),
      cluster.delivery.hostedZone == nil ? nil : Step(name: "route53", file: PackageResources.route53_sh),
      Step(name: "directories", file: PackageResources.directories_sh),
      Step(name: "checkout", file: PackageResources.checkout_sh),
      Step(name: "compose", file: PackageResources.compose_sh),
      Step(name: "secrets", file: PackageResources.secrets_sh),
      hasMetadata ? Step(name: "identity", file: PackageResources.identity_sh) : nil,
      Step(name: "start", file: PackageResources.start_sh),
      Step(name: "verify", file: PackageResources.verify_sh),
    ]
    let last: [Step?] = [
      cluster.delivery.hasLifecycleHook.value
        ? Step(name: "in-service", file: PackageResources.in_service_sh) : nil
    ]
    let ofServices = cluster.services(on: node).compactMap(\.facts.service.bootStep).map { name in
      Step(name: name, file: filesOfServices[name] ?? [])
    }
    return steps.compactMap(\.self) + ofServices + last.compactMap(\.self)
  }

  /// The files of the steps that services have by themselves.
  private static let filesOfServices = ["kafka-manager": PackageResources.kafka_manager_sh]

  /// The steps of several nodes' boots, in order: nodes differ only in whether they have a step.
  private static func steps(for nodes: [ClusterNode], in cluster: Cluster) -> [Step] {
    var all: [Step] = []
    for steps in nodes.map({ steps(for: $0, in: cluster) }) {
      for (index, step) in steps.enumerated() where !all.contains(where: { $0.name == step.name }) {
        let next = steps[index...].compactMap { later in all.firstIndex { $0.name == later.name } }.first
        all.insert(step, at: next ?? all.count)
      }
    }
    return all
  }

  /// The names of the steps of one or several nodes, in order.
  static func stepNames(for nodes: [ClusterNode], in cluster: Cluster) -> [String] {
    steps(for: nodes, in: cluster).map(\.name)
  }

  /// The script with the steps that any of the nodes needs.
  static func text(for nodes: [ClusterNode], in cluster: Cluster, hasUpstreamFile: Bool) -> String {
    let hasXen = nodes.contains { InstanceType.named($0.instanceType.value) == nil }
    let files: [[UInt8]?] =
      [PackageResources.common_sh, PackageResources.set_up_sh] + steps(for: nodes, in: cluster).map(\.file) + [
        cluster.cloudConfig.packages.isEmpty ? nil : PackageResources.extra_packages_sh,
        hasUpstreamFile ? PackageResources.stored_images_sh : nil,
        hasXen ? PackageResources.xen_sh : nil,
        cluster.givenID == nil ? nil : PackageResources.earlier_volume_sh,
        PackageResources.status_sh, PackageResources.main_sh,
      ]
    return "#!/bin/bash\n" + composePlugin(for: cluster) + files.compactMap(\.self).map(body).joined()
  }

  /// Where the compose plugin comes from where no package brings it.
  private static func composePlugin(for cluster: Cluster) -> String {
    "COMPOSE_URL=\(ComposePlugin.url)\n"
      + cluster.release.architectures.map { "COMPOSE_SHA256_\($0.rawValue)=\(ComposePlugin.sha256($0))\n" }.joined()
  }

  /// A file without its first line and without the comments that have a line of their own, so that the source of a step
  /// may say as much as it likes; none of its strings has a line that begins like a comment.
  private static func body(_ file: [UInt8]) -> String {
    let lines = file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let kept = lines.dropFirst().filter { line in line.first { $0 != UInt8(ascii: " ") } != UInt8(ascii: "#") }
    return String(decoding: Array(kept.joined(separator: [UInt8(ascii: "\n")])), as: UTF8.self)
  }
}
