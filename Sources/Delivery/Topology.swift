import Catalog
import Cluster
import Profile
import Services
import Text

/// What a cluster looks like: its zones with their nodes, who connects where, the quorum and what AWS has for it.
///
/// Every part is a fact of the cluster; `TopologyPicture` draws it.
struct Topology {
  /// Nodes of a zone that are alike but for their id, host and address.
  struct Box {
    /// The first of them.
    let node: ClusterNode
    /// The ids of the others.
    let others: [Int]
    /// What runs there, with the ports that others reach; whether it votes in the quorum.
    let services: [(name: String, ports: [String], isVoter: Bool)]
    /// The data volume.
    let volume: String
  }

  /// A zone, or what has none.
  struct Zone {
    /// Its name.
    let name: String
    /// What is in it.
    let boxes: [Box]
  }

  /// A way in.
  struct Door {
    /// Who comes: clients, administrators.
    let who: String
    /// The ranges of addresses that are let in; empty where the operator's own security groups say.
    let from: [String]
    /// What is there, and its port.
    let doors: [(what: String, port: Int)]
  }

  /// The cluster's name and release, for the head.
  let title: String
  /// The zones in the order of the nodes.
  let zones: [Zone]
  /// Who connects to what.
  let doors: [Door]
  /// How the cluster keeps its metadata, in a sentence.
  let quorum: String
  /// How many copies topics have, in a sentence.
  let copies: String
  /// What AWS has for it beside the instances.
  let parts: [String]

  /// The picture of a cluster.
  init(of cluster: Cluster) {
    title =
      "\(cluster.name): \(cluster.nodes.count == 1 ? "one broker" : "\(cluster.nodes.count) brokers") of Confluent Platform \(cluster.release.version)"
    zones = Self.zones(of: cluster)
    doors = Self.doors(of: cluster)
    quorum = Self.quorum(of: cluster)
    copies =
      "Topics have \(cluster.defaultReplicationFactor == 1 ? "one copy" : "\(cluster.defaultReplicationFactor) copies") unless made otherwise; "
      + "\(cluster.minInSyncReplicas) must have a record before it counts as written with acks=all"
    parts = Self.parts(of: cluster)
  }

  private static func zones(of cluster: Cluster) -> [Zone] {
    var names: [String] = []
    var nodes: [String: [ClusterNode]] = [:]
    for node in cluster.nodes {
      let name = node.zone ?? "any zone"
      if nodes[name] == nil { names.append(name) }
      nodes[name, default: []].append(node)
    }
    return names.map { Zone(name: $0, boxes: boxes(of: nodes[$0] ?? [], in: cluster)) }
  }

  /// The most nodes of a zone that are drawn one by one.
  private static let mostOfZone = 2

  private static func boxes(of nodes: [ClusterNode], in cluster: Cluster) -> [Box] {
    var alike: [(shape: String, nodes: [ClusterNode])] = []
    for node in nodes {
      let services = cluster.services(on: node).map(\.facts.service.name).joined(separator: " ")
      let votes = cluster.quorum.contains { $0.id == node.id }
      let shape = "\(services) \(votes) \(node.instanceType.value)"
      if nodes.count > mostOfZone, let index = alike.firstIndex(where: { $0.shape == shape }) {
        alike[index].nodes.append(node)
      } else {
        alike.append((shape, [node]))
      }
    }
    return alike.map { box(of: $0.nodes, in: cluster) }
  }

  private static func box(of nodes: [ClusterNode], in cluster: Cluster) -> Box {
    let node = nodes[0]
    let context = cluster.context
    let votes = cluster.quorum.contains { $0.id == node.id }
    let isKeptByBrokers = cluster.mode == .kraft && !cluster.hasIsolatedControllers
    let services = cluster.services(on: node).map { placed in
      let service = placed.facts.service
      let ports = service.ports(cluster.context(of: placed, on: node, in: context)).map { port in
        port.isLocal ? ":\(port.port) for the node alone" : ":\(port.port)"
      }
      let keepsMetadata = service.placement == .quorum || isKeptByBrokers && service == .broker
      return (name: service.name, ports: ports, isVoter: votes && keepsMetadata)
    }
    let volume = cluster.data.volume
    return Box(
      node: node,
      others: nodes.dropFirst().map(\.id),
      services: services,
      volume: "\(volume.type.value.rawValue) \(volume.size.value) GiB, xfs at \(cluster.data.mount.value)"
    )
  }

  private static func doors(of cluster: Cluster) -> [Door] {
    let openings = cluster.openings
    let network = cluster.delivery.network
    func door(_ who: String, _ ranges: [String], _ openings: [Opening]) -> Door? {
      openings.isEmpty ? nil : Door(who: who, from: ranges, doors: openings.map { ($0.what, $0.port) })
    }
    return [
      door("Clients", network.clients.map(\.value), openings.filter(\.forClients)),
      door("Administrators", network.administrators.map(\.value), openings.filter(\.forAdministrators)),
    ].compactMap(\.self)
  }

  private static func quorum(of cluster: Cluster) -> String {
    let keepers = cluster.mode == .kraft ? "controllers" : "ZooKeeper servers"
    if cluster.quorum.count == 1 {
      return
        "The only \(cluster.mode == .kraft ? "controller" : "ZooKeeper server") is on broker \(cluster.quorum[0].id)'s node"
    }
    let ids = cluster.quorum.map { "\($0.id)" }
    let spare = (cluster.quorum.count - 1) / 2
    return
      "\(cluster.quorum.count) \(keepers), on the nodes of brokers \(listed(ids)); \(spare == 1 ? "one" : "\(spare)") of them may be down"
  }

  private static func parts(of cluster: Cluster) -> [String] {
    var parts: [String] = []
    let count = cluster.launches.count
    if cluster.hasGroups {
      parts.append(
        count == 1
          ? "one Auto Scaling group, kafka nodes told by their volumes"
          : "\(count) Auto Scaling groups of one instance each"
      )
    }
    parts.append(count == 1 ? "one launch template" : "\(count) launch templates")
    parts.append(
      "\(cluster.nodes.count == 1 ? "one data volume" : "\(cluster.nodes.count) data volumes")\(cluster.claimsVolumes ? ", claimed by their tags at boot" : ", made with the instances and kept")"
    )
    if cluster.makesRoles { parts.append("instance roles for what the boot calls") }
    if let zone = cluster.delivery.hostedZone { parts.append("Route 53 records in \(zone.value), written at boot") }
    if cluster.delivery.hasLifecycleHook.value { parts.append("a lifecycle hook that waits for replicas") }
    return parts
  }
}
