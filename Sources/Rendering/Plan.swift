import Bootstrap
import Catalog
import Cluster
import Compose
import Profile
import Services
package import YAML

/// The cluster at a glance.
package struct Plan {
  /// A node with the sizes of its user-data in bytes.
  private struct Entry {
    let node: ClusterNode
    let size: Int
    let compressed: Int
    let otherPorts: [OtherPort]
  }

  private let cluster: Cluster
  private let entries: [Entry]

  /// Makes the plan of what would be rendered.
  package init(of rendering: Rendering) {
    cluster = rendering.cluster
    entries = rendering.launches.flatMap { launch in
      let compressed = rendering.compressedSize(of: launch)
      return launch.nodes.map { node in
        Entry(node: node.node, size: launch.document.count, compressed: compressed, otherPorts: node.otherPorts)
      }
    }
  }

  /// The plan for people.
  package var text: String {
    let release = cluster.release
    let brokers = "\(cluster.nodes.count) \(cluster.nodes.count == 1 ? "broker" : "brokers")"
    let head = """
      \(cluster.name): \(brokers), Confluent Platform \(release.version) (Kafka \(release.kafkaVersion), \
      \(cluster.mode == .kraft ? "KRaft" : "ZooKeeper \(release.zooKeeperVersion ?? "")")), replication factor \(cluster.defaultReplicationFactor), data on \(cluster.data.device.value) at \
      \(cluster.data.mount.value)

      """
    return head + entries.map(text).joined()
  }

  private func text(_ entry: Entry) -> String {
    let node = entry.node
    let heaps = cluster.services(on: node).compactMap { placed in
      placed.heap(on: node).map { "\(placed.facts.service.name) \($0)" }
    }
    let sum = cluster.heapSum(on: node)
    let spare = UserData.limit - entry.size
    let margin = spare >= 0 ? "\(spare) to spare" : "\(-spare) too many, so it goes as gzip"
    let title = [node.host, node.zone, node.address, node.instanceType.value].compactMap(\.self).joined(separator: "  ")
    return """

      broker \(node.id)  \(title)
        listeners  \(cluster.listeners.map { advertised($0, on: node) }.joined(separator: ", "))
        services   \(services(on: node).joined(separator: ", "))\(ports(entry.otherPorts))
        heaps      \(sum) of \(node.memory) MiB (\(heaps.joined(separator: ", "))); \(node.memory - sum) MiB left for the page cache
        user-data  \(entry.size) of \(UserData.limit) bytes, \(margin); \(entry.compressed) as gzip

      """
  }

  private func ports(_ ports: [OtherPort]) -> String {
    let texts = ports.map { "\($0.port ?? $0.target) on \($0.address) (\($0.what))" }
    return texts.isEmpty ? "" : "\n  ports      also \(texts.joined(separator: ", "))"
  }

  private func services(on node: ClusterNode) -> [String] {
    let context = cluster.context
    return cluster.services(on: node).map { placed in
      let remark = placed.facts.service.remark(cluster.context(of: placed, on: node, in: context))
      return placed.facts.service.name + (remark.map { " (\($0))" } ?? "")
    }
  }

  private func advertised(_ listener: Profile.Listener, on node: ClusterNode) -> String {
    let host =
      switch cluster.advertisedHost(listener, on: node) {
      case .name(let name): name
      case .instanceMetadata(let path): "<\(path)>"
      }
    return "\(listener.name.value)://\(host):\(listener.port.value)"
  }

  /// The plan for programs.
  package var json: Node {
    [
      "cluster": .string(cluster.name),
      "release": .string(cluster.release.version),
      "mode": .string(cluster.mode.rawValue),
      "cluster_id": (cluster.mode == .kraft ? cluster.id : cluster.givenID).map(Node.string) ?? .null,
      "replication_factor": .integer(cluster.defaultReplicationFactor),
      "min_insync_replicas": .integer(cluster.minInSyncReplicas),
      "user_data_limit": .integer(UserData.limit),
      "nodes": Node(.sequence(entries.map(json))),
    ]
  }

  private func json(_ port: OtherPort) -> Node {
    [
      "port": port.port.map(Node.string) ?? .null,
      "address": .string(port.address),
      "what": .string(port.what),
    ]
  }

  private func json(_ entry: Entry) -> Node {
    let node = entry.node
    let services = cluster.services(on: node).map { placed -> Node in
      [
        "name": .string(placed.facts.service.name),
        "image": .string(placed.image.value),
        "heap_mib": placed.heap(on: node).map(Node.integer) ?? .null,
      ]
    }
    return [
      "id": .integer(node.id),
      "host": .string(node.host),
      "zone": node.zone.map(Node.string) ?? .null,
      "address": node.address.map(Node.string) ?? .null,
      "instance_type": .string(node.instanceType.value),
      "memory_mib": .integer(node.memory),
      "zookeeper_server_id": node.zooKeeperServerID.map(Node.integer) ?? .null,
      "controller_id": node.controllerID.map(Node.integer) ?? .null,
      "advertised_listeners": Node(.sequence(cluster.listeners.map { .string(advertised($0, on: node)) })),
      "services": Node(.sequence(services)),
      "other_ports": Node(.sequence(entry.otherPorts.map(json))),
      "user_data_bytes": .integer(entry.size),
      "user_data_gzip_bytes": .integer(entry.compressed),
    ]
  }
}
