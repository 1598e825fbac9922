import Findings
import Text
import Catalog
import Profile
import Services

/// Where the metadata is kept.
extension Resolver {
  /// The ids of the nodes that keep the metadata; ZooKeeper's server ids are places in this list.
  mutating func quorum(ids: [Int]) -> [Int] {
    let settings = settings(of: mode == .zookeeper ? .zookeeper : .controller)
    if settings == nil && mode == .zookeeper { return [] }
    // A quorum of 2n + 1 goes on with n of them down; more than five only slows writes.
    let quorum = settings?.on.map { $0.map(\.value) } ?? Array(ids.prefix(ids.count >= 5 ? 5 : ids.count >= 3 ? 3 : 1))
    let servers = mode == .zookeeper ? "ZooKeeper servers" : "controllers"
    if mode == .zookeeper && quorum.count > 255 {
      diagnostics.error(
        "too-many-zookeepers",
        "the ZooKeeper ensemble has \(quorum.count) servers, and its ids end at 255",
        at: settings?.name.mark,
        help: "three or five are enough for any cluster"
      )
    } else if quorum.count == 1 && ids.count > 1 {
      warnOfOneServer(quorum[0], settings, isPair: ids.count == 2)
    } else if quorum.count > 1 && quorum.count % 2 == 0 {
      diagnostics.warning(
        "even-quorum",
        "an even number of \(servers) (\(quorum.count)) tolerates no more failures than one less",
        at: settings?.on?.first?.mark,
        help: "place it on one node more or one less"
      )
    }
    return quorum
  }

  /// One server has no other to take its place, and of two no majority is left either.
  mutating func warnOfOneServer(_ id: Int, _ settings: Profile.ServiceSettings?, isPair: Bool) {
    let server = mode == .zookeeper ? "ZooKeeper server" : "controller"
    diagnostics.warning(
      "one-\(mode == .zookeeper ? "zookeeper" : "controller")",
      "node \(id) has the only \(server): while it is down no partition gets another leader, and no topic is made or changed; "
        + "with its volume the cluster's metadata are lost, and so the topics of every node",
      at: settings?.on?.first?.mark ?? markOfCount,
      help: isPair
        ? "three nodes go on without any one of them; of two, keep snapshots of the volume of node \(id)"
        : "place it on three nodes"
    )
  }

  /// With two copies either a write or its safety has to do without the second.
  mutating func checkPair(minInSyncReplicas: Int) {
    if profile.nodes.count != 2 || minInSyncReplicas != 1 { return }
    if profile.broker.contains(where: { $0.name.value == "min.insync.replicas" }) { return }
    diagnostics.warning(
      "one-copy",
      "with two nodes `min.insync.replicas` is 1: while one is down, a write with acks=all has one copy, and is lost with "
        + "the volume that has it",
      at: markOfCount,
      help: "three nodes keep two copies of every write; with `broker: {min.insync.replicas: 2}` two nodes take none "
        + "while one is down"
    )
  }

  /// Controllers are Kafka nodes with ids and an address of their own.
  mutating func checkControllers(_ nodes: [ClusterNode], _ patterns: [NodePattern]) {
    if isIsolated {
      let controllers = Dictionary(nodes.compactMap { node in node.controllerID.map { ($0, node.id) } }) { first, _ in
        first
      }
      for (node, pattern) in zip(nodes, patterns) {
        if let other = controllers[node.id] {
          diagnostics.error(
            "controller-id",
            "broker id \(node.id) is the id of the controller beside broker \(other)",
            at: pattern.id.mark,
            help: "controllers have the ids of their brokers plus \(Self.controllerIDs); choose others for the brokers"
          )
        }
        if let id = node.controllerID, id > Int(Int32.max) {
          diagnostics.error(
            "id-too-large",
            "the controller beside broker \(node.id) would have id \(id), and Kafka's ids end at \(Int32.max)",
            at: pattern.id.mark,
            help: "choose a smaller broker id"
          )
        }
      }
    }
    // Linux takes host names of up to 64 bytes (gethostname(2)).
    let long = nodes.first { $0.controllerID != nil && $0.host.utf8.count > 64 }
    if let long, nodes.count > 1, release.controllerAddress == .containerName {
      diagnostics.error(
        "controller-host-name",
        "controllers of release \(release.version) tell each other their containers' host names, and `\(long.host)` is too "
          + "long for one",
        at: patterns[long.index].host.mark,
        help:
          "use names of up to 64 characters\(release.nextWithVoterAddress.map { ", or release \($0.version)" } ?? "")"
      )
    }
  }
}
