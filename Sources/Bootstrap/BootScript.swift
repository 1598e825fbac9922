import Catalog
import Cluster

/// The script that a node boots with, and what starts it.
enum BootScript {
  /// The steps that a node needs, in one script.
  static func text(for node: ClusterNode, in cluster: Cluster) -> String {
    steps(for: node, in: cluster).map(text).joined(separator: "\n")
  }

  private static func steps(for node: ClusterNode, in cluster: Cluster) -> [[UInt8]] {
    [PackageResources.common_sh]
  }

  /// A step's file without its first line and its directives to shellcheck.
  private static func text(_ step: [UInt8]) -> String {
    String(decoding: step, as: UTF8.self)
  }

  static var unit: String { "" }

  /// Docker, and with it every container, waits for the data volume and doesn't start without it.
  static func dockerDropIn(mount: String) -> String {
    "[Unit]\nRequiresMountsFor=\(mount)\n"
  }
}
