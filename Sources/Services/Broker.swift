import Text
import Catalog
import YAML

extension Service {
  /// The Kafka broker.
  package static let broker: Service = Service(
    name: "broker",
    title: "Kafka",
    placement: .everyNode,
    facts: { release in
      .confluent(
        .broker,
        in: release,
        image: "cp-kafka",
        licence: ServiceFacts.Licence.apache,
        port: 29092,
        volumes: [ServiceFacts.Volume(directory: "kafka-data", path: "/var/lib/kafka/data")]
      )
    },
    // Kafka's own advice is at most 6 GiB and as much page cache as can be had (Kafka documentation, "Java Version" and
    // "OS"); a broker takes its whole heap at once ("Java Version").
    heap: Heap(divisor: 8, bounds: 256...6144, isTakenAtOnce: true),
    isClient: false,
    isNeededInFile: true,
    images: Images(names: ["cp-kafka", "cp-server", "cp-enterprise-kafka", "kafka", "kafka-native", "confluent-local"]),
    signs: ["KAFKA_PROCESS_ROLES", "KAFKA_ADVERTISED_LISTENERS", "KAFKA_ZOOKEEPER_CONNECT"],
    portVariables: KRaft.portVariables,
    settings: { release in
      if release.modes == [.kraft] { return [] }
      return [
        ("depends_on", (["zookeeper"] as Node).inFlow),
        ("environment", ["KAFKA_BROKER_ID": 1, "KAFKA_ZOOKEEPER_CONNECT": "zookeeper:2181"]),
      ]
    },
    runtime: [
      // A controlled shutdown moves every leadership away first; Docker's 10 seconds would cut it short.
      ("stop_grace_period", "5m"),
      // Kafka's documentation, "OS": at least 100,000 descriptors for a broker.
      ("ulimits", (["nofile": 100_000] as Node).inFlow),
    ],
    licensedVariables: KRaft.licensedVariables,
    variableOwner: { variable, release in
      let setsProperty = variable.begins(with: "KAFKA_") && !release.brokerVariables.contains(variable)
      return KRaft.ownerOfClusterID(variable) ?? (setsProperty ? .brokerProperty : nil)
    },
    replacedVariables: KRaft.replacedVariables,
    variables: brokerVariables,
    hostNames: brokerNames,
    extraHosts: { $0.reachesControllerByInstance ? ["\($0.node.host):host-gateway"] : [] },
    ports: { context in
      let ports = context.cluster.listeners.map {
        PublishedPort(port: $0.port, isLocal: $0.isLocal, mark: $0.portMark)
      }
      let isVoter = context.node.isBrokerController && context.cluster.hasPeers
      return ports + (isVoter ? [PublishedPort(port: context.cluster.release.controllerPort)] : [])
    },
    openings: { _, cluster in
      let listeners = cluster.listeners.filter { !$0.isLocal }.map { listener in
        Opening(
          port: listener.port,
          what: "Kafka, listener \(listener.name)",
          forNodes: cluster.hasPeers,
          forClients: true,
          forAdministrators: false
        )
      }
      // Whichever container they are in.
      let hasControllers = cluster.hasPeers && cluster.mode == .kraft
      return listeners
        + (hasControllers ? [.forNodes(cluster.release.controllerPort, Service.controller.title)] : [])
    },
    probe: { $0.probeOfPort($0.cluster.interBrokerListener.port) },
    remark: { $0.node.isBrokerController ? "and controller, one of \($0.cluster.quorum.count)" : nil },
    upgradeNotes: [
      // Kafka 4.0's upgrade notes (KIP-896).
      UpgradeNote(
        version: Version(8, 0, 0),
        text: "clients older than Kafka 2.1 can't connect any more: find and replace them before"
      ),
      // Upgrade notes of Confluent for Kubernetes 3.3 about Confluent Platform 8.0.
      UpgradeNote(
        version: Version(8, 0, 0),
        text: """
          a topic with `message.format.version`, or with `segment.bytes` below 1 MiB, keeps a broker from starting: remove \
          these settings with kafka-configs before
          """
      ),
    ]
  )
}

/// The broker goes by the node's name: outside by DNS, and inside the compose network by an alias, so that the other
/// containers of the node reach it whether or not DNS knows the name.
private func brokerNames(_ context: ServiceContext) -> HostNames {
  let host = context.node.host
  var aliases = [host]
  for case .name(let name) in context.advertisedHosts where name != "localhost" && !aliases.contains(name) {
    aliases.append(name)
  }
  // The alias has no bound of length.
  return HostNames(hostName: context.reachesControllerByInstance ? nil : KRaft.hostName(host), aliases: aliases)
}

private func brokerVariables(_ context: ServiceContext) -> [Variable] {
  let (cluster, node) = (context.cluster, context.node)
  let listeners = cluster.listeners
  let between = cluster.interBrokerListener
  let factor = Node.integer(cluster.replicationFactor)
  let isController = node.isBrokerController
  let isKRaft = cluster.mode == .kraft
  let bound = listeners.map { "\($0.name)://0.0.0.0:\($0.port)" }
  let advertised = zip(listeners, context.advertisedHosts).map { "\($0.name)://\($1.composeText):\($0.port)" }
  let protocols = listeners.map { "\($0.name):\($0.securityProtocol.rawValue)" }
  func list(_ items: [String]) -> Node {
    Node.string(items.joined(separator: ",")).marked(listeners.first?.nameMark)
  }
  var variables: [Variable] = [
    .set("KAFKA_BROKER_ID", isKRaft ? nil : .integer(node.id)),
    // Above `reserved.broker.max.id`, 1000, are the ids that Kafka might generate itself.
    .set("KAFKA_BROKER_ID_GENERATION_ENABLE", !isKRaft && node.id > 1000 ? "false" : nil),
  ]
  variables += KRaft.variables(id: node.id, roles: isController ? "broker,controller" : "broker", in: cluster)
  variables += [
    .set("KAFKA_BROKER_RACK", text: node.zone),
    .set("KAFKA_ZOOKEEPER_CONNECT", text: isKRaft ? nil : context.zooKeeperConnect),
    .set("KAFKA_LISTENERS", list(bound + (isController ? [KRaft.boundController(cluster)] : []))),
    .set("KAFKA_ADVERTISED_LISTENERS", list(advertised)),
    .set("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", list(protocols + (isKRaft ? [KRaft.listenerProtocol] : []))),
    // Kafka's own choice is the listener of this name and protocol.
    .set(
      "KAFKA_INTER_BROKER_LISTENER_NAME",
      text: between.name == "PLAINTEXT" && between.securityProtocol == .plaintext ? nil : between.name
    ),
    .set("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"),
    .set("KAFKA_DEFAULT_REPLICATION_FACTOR", factor),
    .set("KAFKA_MIN_INSYNC_REPLICAS", .integer(cluster.minInSyncReplicas)),
    .set("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", factor),
    .set("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", factor),
    .set("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", .integer(cluster.transactionMinInSyncReplicas)),
    // Zero suits a test of one consumer; groups that start together want Kafka's own three seconds.
    .set("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", cluster.hasPeers ? nil : 0),
    .set("KAFKA_CONFLUENT_SUPPORT_METRICS_ENABLE", cluster.release.reportsToConfluent ? "false" : nil),
  ]
  if cluster.release.hasShareGroups && cluster.nodeCount < 3 {
    variables += [
      .set("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", factor),
      .set("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", 1),
    ]
  }
  KRaft.addProperties(of: cluster, to: &variables)
  return variables
}

extension BrokerProperty {
  /// The broker properties that follow from other keys of the profile, with those keys.
  package static let owned = [
    "advertised.host.name": "listeners", "advertised.listeners": "listeners", "advertised.port": "listeners",
    "broker.id": "nodes", "broker.id.generation.enable": "nodes", "broker.rack": "nodes",
    "host.name": "listeners", "inter.broker.listener.name": "listeners",
    "listener.security.protocol.map": "listeners", "listeners": "listeners", "port": "listeners",
    "security.inter.broker.protocol": "listeners", "log.dir": "data", "log.dirs": "data",
    "zookeeper.connect": "services", "node.id": "nodes", "process.roles": "services",
    "controller.listener.names": "services", "controller.quorum.voters": "services",
    "controller.quorum.bootstrap.servers": "services", "metadata.log.dir": "data",
  ]
}
