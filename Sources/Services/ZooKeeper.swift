import Catalog
import YAML

extension Service {
  /// Apache ZooKeeper.
  package static let zookeeper: Service = Service(
    name: "zookeeper",
    title: "ZooKeeper",
    placement: .quorum,
    facts: { release in
      guard release.modes.contains(.zookeeper) else { return nil }
      return .confluent(
        .zookeeper,
        in: release,
        image: "cp-zookeeper",
        licence: ServiceFacts.Licence.apache,
        port: 2181,
        peerPorts: [2888, 3888],
        volumes: [
          ServiceFacts.Volume(directory: "zk-data", path: "/var/lib/zookeeper/data"),
          ServiceFacts.Volume(directory: "zk-txn-logs", path: "/var/lib/zookeeper/log"),
        ]
      )
    },
    isDefault: { !$0.isKRaft },
    heap: Heap(divisor: 16, bounds: 256...1024),
    isClient: false,
    images: Images(names: ["cp-zookeeper", "zookeeper"]),
    signs: ["ZOOKEEPER_CLIENT_PORT", "ZOO_MY_ID"],
    portVariables: ["ZOOKEEPER_CLIENT_PORT"],
    settings: { _ in [("environment", ["ZOOKEEPER_CLIENT_PORT": 2181, "ZOOKEEPER_TICK_TIME": 2000])] },
    variableOwner: { variable, _ in
      ["ZOOKEEPER_SERVER_ID", "ZOOKEEPER_SERVERS", "ZOOKEEPER_CLIENT_PORT"].contains(variable)
        ? .key("services.zookeeper.on") : nil
    },
    variables: zooKeeperVariables,
    ports: { context in
      let facts = context.facts
      if !context.cluster.hasPeers { return [PublishedPort(port: context.port, isLocal: true)] }
      return context.cluster.quorum.count == 1 ? [PublishedPort(port: context.port)] : facts.publishedPorts()
    },
    openings: { facts, cluster in
      if !cluster.hasPeers { return [] }
      let ports = [facts.port].compactMap(\.self) + (cluster.quorum.count == 1 ? [] : facts.peerPorts)
      return ports.map { .forNodes($0, Service.zookeeper.title) }
    },
    probe: { zooKeeperMode(port: $0.port) },
    remark: { "server \($0.node.zooKeeperServerID ?? 1) of \($0.cluster.quorum.count)" },
    upgradeVariables: [
      // ZOOKEEPER-3056 and, for followers, which before 3.6.3 write no snapshot of their own then, ZOOKEEPER-3781; seen
      // with the servers themselves: 3.5.9, 3.6.4 and 3.8.4 stop on the data of a 3.4.14 that has written no snapshot,
      // which it does after 100,000 changes only. Confluent's images pass no variable of their own for it on
      // (zookeeper.properties.template of github.com/confluentinc/kafka-images), but Java's options.
      UpgradeVariable(
        name: "KAFKA_OPTS",
        value: "-Dzookeeper.snapshot.trust.empty=true",
        first: Version(5, 4, 0),
        last: Version(7, 0, 0),
        reason: "ZooKeeper from 3.5 on doesn't start on data without a snapshot, and 3.4 rarely writes one"
      )
    ]
  )

  /// The command that prints `Mode: leader`, `follower` or `standalone` where a ZooKeeper server serves, and nothing where it
  /// doesn't.
  ///
  /// ZooKeeper 3.5 and later answer no other four-letter word unless they are told (ZooKeeper administrator's guide,
  /// "4lw.commands.whitelist"), and later images have no nc.
  package static func zooKeeperMode(port: Int) -> String {
    "bash -c 'exec 3<>/dev/tcp/localhost/\(port); echo srvr >&3; grep Mode <&3'"
  }
}

private func zooKeeperVariables(_ context: ServiceContext) -> [Variable] {
  var variables: [Variable] = [
    // Without it no snapshot and no log is ever deleted; with it all but the last three of each are (ZooKeeper
    // administrator's guide, "Maintenance").
    .set("ZOOKEEPER_AUTOPURGE_PURGE_INTERVAL", 24)
  ]
  let ensemble = context.cluster.quorum
  if ensemble.count > 1, let id = context.node.zooKeeperServerID {
    let peers = context.facts.peerPorts.map(String.init).joined(separator: ":")
    variables += [
      .set("ZOOKEEPER_SERVER_ID", .integer(id)),
      .set("ZOOKEEPER_SERVERS", text: ensemble.map { "\($0.host):\(peers)" }.joined(separator: ";")),
      // A container can't bind the instance's address, which its own entry in the list resolves to.
      .set("ZOOKEEPER_QUORUM_LISTEN_ON_ALL_IPS", "true"),
    ]
  }
  return variables
}

extension ServiceContext {
  /// The ZooKeeper ensemble as clients in a node's containers reach it: the node's own server by its service name, which
  /// needs no DNS, and the others by host name.
  package var zooKeeperConnect: String {
    let port = cluster.places[.zookeeper]?.port ?? 2181
    let own = node.zooKeeperServerID == nil ? [] : ["\(Service.zookeeper.name):\(port)"]
    let others = cluster.quorum.filter { $0.id != node.id }.map { "\($0.host):\(port)" }
    return (own + others).joined(separator: ",")
  }
}
