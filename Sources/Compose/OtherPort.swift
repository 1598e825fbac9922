import Catalog
package import Cluster
import Text
import Services
package import YAML

/// A port that a node publishes beside those that the cluster's services are reached by: one that the profile's
/// environment or an upstream file brings in.
package struct OtherPort: Sendable, Equatable {
  /// The instance's port; nil for one that Docker chooses.
  package let port: String?
  /// The container's port.
  package let target: String
  /// The address that it is published on.
  package let address: String
  /// The service, and the variable that opens it if one does.
  package let what: String
  /// Whether only the instance itself reaches it.
  package let isLocal: Bool

  /// The other ports of a node's compose file.
  package static func all(in file: Node, of node: ClusterNode, in cluster: Cluster) -> [OtherPort] {
    let context = cluster.context
    let services = file.mapping?["services"]?.mapping ?? Mapping()
    return services.entries.flatMap { entry -> [OtherPort] in
      let placed = cluster.placement(ofName: entry.key)
      let own = placed.map { ServiceEdit($0, on: node, in: cluster, context).ports } ?? []
      // What one of the operator's own publishes for the instance alone is among the others.
      let isOwn = placed?.facts.service.isOwn == true
      let ownTexts = Set(own.compactMap { $0.scalar?.text }.filter { !isOwn || !$0.begins(with: "127.0.0.1:") })
      let service = entry.value.mapping
      let opened = OpenedPort.all(in: service?["environment"]?.mapping ?? Mapping())
      return (service?["ports"]?.sequence ?? []).compactMap { item in
        guard item.scalar.map({ !ownTexts.contains($0.text) }) ?? true, let port = PortMapping(item) else { return nil }
        let variable = opened.first { String($0.port) == port.target }?.variable
        return OtherPort(
          port: port.published,
          target: port.target,
          address: port.address ?? "0.0.0.0",
          what: [entry.key, variable].compactMap(\.self).joined(separator: ", "),
          isLocal: port.isLocal
        )
      }
    }
  }
}
