import Catalog
import Cluster
import Compose
import Profile

/// The settings of the boot steps: a file of variables that the shell reads.
enum NodeEnvironment {
  /// The file's text, with each value in single quotes, where the shell looks for nothing but the next single quote.
  static func text(for node: ClusterNode, in cluster: Cluster) -> String {
    variables(for: node, in: cluster).map { "\($0.name)=\(quoted($0.value))\n" }.joined()
  }

  private static func variables(for node: ClusterNode, in cluster: Cluster) -> [(name: String, value: String)] {
    [
      ("CLUSTER", cluster.name),
      ("BROKER_ID", String(node.id)),
      ("BROKERS", String(cluster.nodes.count)),
      ("BOOTSTRAP", "localhost:\(cluster.interBrokerListener.port.value)"),
      ("DEVICE", cluster.data.device.value),
      ("MOUNT", cluster.data.mount.value),
      ("FSTAB_OPTIONS", cluster.data.options.value),
      ("OWNER", "\(cluster.owner.uid):\(cluster.owner.gid)"),
      ("DATA_DIRECTORIES", cluster.dataDirectories(of: node).joined(separator: " ")),
      ("REPOSITORY", cluster.checkout.repository),
      ("REF", cluster.checkout.ref),
      ("COMMIT", cluster.commit ?? ""),
      ("DIRECTORY", cluster.checkout.directory),
      ("PACKAGES", cluster.cloudConfig.packages.map(\.value).joined(separator: " ")),
    ]
  }

  private static func quoted(_ text: String) -> String {
    "'\(text.replacing("'", with: "'\\''"))'"
  }
}
