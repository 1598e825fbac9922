import Text
import Catalog
import Cluster
import Compose
import Profile
import Services

/// The settings of the boot steps: a file of variables that the shell reads.
enum NodeEnvironment {
  /// The file's text, with each value in single quotes, where the shell looks for nothing but the next single quote.
  static func text(for node: ClusterNode, in cluster: Cluster) -> String {
    text(variables(for: node, in: cluster))
  }

  /// The settings of nodes that are launched from one template: those that all have, and those of each by itself.
  ///
  /// The file of all ends with the one that the boot step `claim` makes out of a node's own.
  static func shared(by nodes: [ClusterNode], in cluster: Cluster) -> (all: String, own: [String]) {
    let variables = nodes.map { self.variables(for: $0, in: cluster) }
    let common = variables[0].filter { variable in
      variables.allSatisfy { $0.contains { $0 == variable } }
    }
    let unknown = [
      ("BROKER_ID", ""), ("STEPS", BootScript.stepNames(for: nodes, in: cluster).joined(separator: " ")),
    ].filter { variable in !common.contains { $0.name == variable.0 } }
    let own = variables.map { variables in
      text(variables.filter { variable in !common.contains { $0 == variable } })
    }
    return (text(common + unknown) + ". /etc/kafka-node/broker.env\n", own)
  }

  private static func text(_ variables: [(name: String, value: String)]) -> String {
    variables.map { "\($0.name)=\($0.value.shellWord)\n" }.joined()
  }

  private static func variables(for node: ClusterNode, in cluster: Cluster) -> [(name: String, value: String)] {
    let packages = cluster.cloudConfig.packages.map(\.value)
    let metadata = cluster.instanceMetadataPaths.map { "\(AdvertisedHost.variable(ofInstanceMetadata: $0))=\($0)" }
    let hosts = cluster.namedPeers(of: node).map { "\($0.address) \($0.host)" }
    let variables: [(name: String, value: String?)] = [
      ("CLUSTER", cluster.name),
      ("CLUSTER_ID", cluster.givenID),
      ("BROKER_ID", String(node.id)),
      ("BOOTSTRAP", cluster.clientSettings(on: node).onInstance),
      ("STEPS", BootScript.stepNames(for: [node], in: cluster).joined(separator: " ")),
      ("DOCKER_DAEMON", dockerDaemon(cluster.containerNetworks)),
      ("DEVICE", cluster.data.device.value),
      ("VOLUME_SIZE", String(cluster.data.volume.size.value)),
      ("MOUNT", cluster.data.mount.value),
      ("FSTAB_OPTIONS", cluster.data.options.value),
      ("OWNER", "\(cluster.owner.uid):\(cluster.owner.gid)"),
      ("SECRETS", secrets(of: node, in: cluster).joined(separator: " ")),
      ("DATA_DIRECTORIES", cluster.dataDirectories(of: node).joined(separator: " ")),
      ("REPOSITORY", cluster.checkout.repository),
      ("REF", cluster.checkout.ref),
      ("COMMIT", cluster.commit),
      ("DIRECTORY", cluster.checkout.directory),
      ("PACKAGES", packages.isEmpty ? nil : packages.joined(separator: " ")),
      ("INSTANCE_METADATA", metadata.isEmpty ? nil : metadata.joined(separator: " ")),
      ("HOST", cluster.delivery.hostedZone.map { _ in node.host }),
      ("HOSTED_ZONE", cluster.delivery.hostedZone?.value),
      (
        "GROUP",
        cluster.delivery.hasLifecycleHook.value
          ? cluster.launches.first { $0.nodes.contains { $0.id == node.id } }?.name : nil
      ),
      ("HOSTS", hosts.isEmpty ? nil : hosts.joined(separator: "\n")),
    ]
    return variables.compactMap { variable in variable.value.map { (variable.name, $0) } }
  }

  /// The configuration of Docker's daemon: the addresses of its bridge, and of networks that nobody gives any.
  private static func dockerDaemon(_ networks: ContainerNetworks) -> String {
    let pool = #"{"base": "\#(networks.others)", "size": \#(networks.lengthOfOthers)}"#
    return #"{"bip": "\#(networks.bridge.router)", "default-address-pools": [\#(pool)]}"#
  }

  /// The secrets that a node's compose file reads from its `.env`.
  private static func secrets(of node: ClusterNode, in cluster: Cluster) -> [String] {
    cluster.services(on: node).flatMap(\.facts.service.secrets)
  }
}
