import Findings
import Text
import Catalog
import Cluster
import Profile
import YAML

/// The edit of one service for one node.
struct ServiceEdit {
  let cluster: Cluster
  let node: ClusterNode
  let placed: PlacedService

  private var service: Service { placed.facts.service }

  private static let processingLogCopies = "KSQL_KSQL_LOGGING_PROCESSING_TOPIC_REPLICATION_FACTOR"

  /// Sets what the program decides; the rest of the service stays.
  func apply(to service: inout Mapping) {
    setImage(in: &service)
    if self.service == .broker || self.service == .controller { setHostNames(in: &service) }
    var variables = service["environment"]?.mapping ?? Mapping()
    for name in cluster.release.licensedVariables[self.service] ?? [] { variables.remove(name) }
    let own = ownVariables
    if self.service == .broker || self.service == .controller {
      // What the file says of the same, of another mode or in another way, such as `log.dirs` beside `log.dir`.
      let owned = Set(Cluster.ownedProperties.keys.compactMap(cluster.release.variable(ofBrokerProperty:)))
      variables.entries.removeAll { entry in
        (owned.contains(entry.key) || entry.key == "CLUSTER_ID") && !own.contains { $0.name == entry.key }
      }
    }
    for (name, value) in own { variables[name] = value }
    for (name, value) in namesOfConnect where variables[name] == nil { variables[name] = value }
    // A log of processing errors is made only where the base asks for it.
    if variables[Self.processingLogCopies] != nil {
      variables[Self.processingLogCopies] = .integer(cluster.replicationFactor)
    }
    for (name, value) in placed.environment {
      variables[name.value] = Node.string(value.value.composeText).marked(value.mark)
    }
    if self.service == .connect { addPlugins(to: &variables) }
    service["environment"] = Node(.mapping(variables))
    service["ports"] = merged(ports, into: service["ports"], containerPart: \.containerPort)
    addOpenedPorts(of: variables, to: &service)
    service["volumes"] = merged(volumes, into: service["volumes"], containerPart: \.containerPath)
    var hosts = cluster.namedPeers(of: node).map { Node.string("\($0.host):\($0.address)") }
    if self.service == .broker && cluster.reachesControllerByInstance(node) {
      hosts.append(.string("\(node.host):host-gateway"))
    }
    if !hosts.isEmpty {
      let others = service["extra_hosts"]?.mapping?.entries.map {
        Node.string("\($0.key):\($0.value.scalar?.text ?? "")")
      }
      let base = others.map { Node(.sequence($0)) } ?? service["extra_hosts"]
      service["extra_hosts"] = merged(hosts, into: base, containerPart: \.hostName)
    }
    keepRunning(&service)
  }

  private func setImage(in service: inout Mapping) {
    if placed.image.mark != nil || service["image"] == nil {
      service["image"] = Node.string(placed.image.value).marked(placed.image.mark)
      // Compose would build one in its place.
      service["build"] = nil
    }
  }

  /// The broker goes by the node's name: outside by DNS, and inside the compose network by an alias, so that the other
  /// containers of the node reach it whether or not DNS knows the name.
  private func setHostNames(in service: inout Mapping) {
    // Linux takes host names of up to 64 bytes (gethostname(2)); the alias has no such bound. Some controllers tell the
    // others this name (KAFKA-20380).
    let isOwn = self.service == .controller || !cluster.reachesControllerByInstance(node)
    service["hostname"] = isOwn && node.host.utf8.count <= 64 ? .string(node.host) : nil
    if self.service == .controller { return }
    var aliases = [node.host]
    for listener in cluster.listeners {
      if case .name(let name) = cluster.advertisedHost(listener, on: node), name != "localhost", !aliases.contains(name)
      {
        aliases.append(name)
      }
    }
    // A container that shares another's network has no names of its own.
    if service["network_mode"] != nil { return }
    let names = (service["networks"]?.sequence ?? ["default"]).map { $0.scalar?.text ?? "" }
    var networks = service["networks"]?.mapping ?? Mapping(names.map { Mapping.Entry(key: $0, value: .null) })
    for index in networks.entries.indices {
      var network = networks.entries[index].value.mapping ?? Mapping()
      let others = (network["aliases"]?.sequence ?? []).filter { !aliases.contains($0.scalar?.text ?? "") }
      network["aliases"] = Node(.sequence(aliases.map(Node.string) + others))
      networks.entries[index].value = Node(.mapping(network))
    }
    service["networks"] = Node(.mapping(networks), isFlow: true)
  }

  /// Restarts, stops, log sizes and health: what a stack that is left alone needs.
  private func keepRunning(_ service: inout Mapping) {
    service["restart"] = "unless-stopped"
    if self.service == .broker {
      // A controlled shutdown moves every leadership away first; Docker's 10 seconds would cut it short.
      service["stop_grace_period"] = "5m"
      // Kafka's documentation, "OS": at least 100,000 descriptors for a broker.
      service["ulimits"] = (["nofile": 100_000] as Node).inFlow
    }
    // This driver bounds and compresses its files by itself; json-file, Docker's default, never ends one.
    service["logging"] = (["driver": "local"] as Node).inFlow
    service["healthcheck"] = (["test": .string(probe)] as Node).inFlow
  }

  /// A health check that starts no Java: bash opens the port, and asks ZooKeeper whether it serves.
  private var probe: String {
    let port = service == .broker ? cluster.interBrokerListener.port.value : placed.facts.port
    return switch service {
    case .zookeeper: Service.zooKeeperMode(port: port)
    // Its image has no bash (api/Dockerfile of github.com/kafbat/kafka-ui).
    case .kafkaUI: "wget -qO- 127.0.0.1:\(port)/actuator/health"
    default: "bash -c '</dev/tcp/localhost/\(port)'"
    }
  }

  // MARK: Ports and volumes

  /// What the environment opens is published for the instance alone.
  private func addOpenedPorts(of variables: Mapping, to service: inout Mapping) {
    let published = Set((service["ports"]?.sequence ?? []).compactMap(\.containerPort))
    let own = Set(ports.compactMap(\.containerPort))
    let opened = OpenedPort.all(in: variables).filter {
      // A port that the service listens on is taken for anything else, which is found when the ports are checked.
      !published.contains(String($0.port)) || !$0.isListener && own.contains(String($0.port))
    }.map { Node.string("127.0.0.1:\($0.port):\($0.port)").marked($0.mark) }
    if opened.isEmpty { return }
    let items = service["ports"]
    service["ports"] = Node(.sequence((items?.sequence ?? []) + opened), isFlow: items?.isFlow ?? true)
  }

  /// What is published on the instance for others, in compose's short form.
  var ports: [Node] {
    switch service {
    case .broker:
      let ports = cluster.listeners.map { listener in
        let port = listener.port.value
        let published = listener.advertise.value == .localhost ? "127.0.0.1:\(port):\(port)" : "\(port):\(port)"
        return Node.string(published).marked(listener.port.mark)
      }
      let isVoter = node.controllerID == node.id && cluster.nodes.count > 1
      return ports + (isVoter ? [.string("\(cluster.controllerPort):\(cluster.controllerPort)")] : [])
    case .zookeeper where cluster.nodes.count == 1, .controller where cluster.nodes.count == 1:
      return cluster.ports(of: placed).map { .string("127.0.0.1:\($0):\($0)") }
    default:
      return cluster.ports(of: placed).map { .string("\($0):\($0)") }
    }
  }

  private var volumes: [Node] {
    placed.facts.volumes.map { .string("\(cluster.data.mount.value)/\($0.directory):\($0.path)") }
  }

  /// Our items, and behind them the items of the base that are about another port or path of the container.
  private func merged(_ own: [Node], into base: Node?, containerPart: (Node) -> String?) -> Node? {
    let taken = Set(own.compactMap(containerPart))
    let others = (base?.sequence ?? []).filter { item in containerPart(item).map { !taken.contains($0) } ?? true }
    let items = own + others
    return items.isEmpty
      ? nil
      : Node(
        .sequence(items),
        isFlow: base?.isFlow ?? own.allSatisfy { $0.scalar.map { $0.text.utf8.count < 20 } ?? false }
      )
  }

  // MARK: Variables

  /// The variables that the program sets, with nil for one that must not be there.
  private var ownVariables: [(name: String, value: Node?)] {
    var variables: [(name: String, value: Node?)] =
      switch service {
      case .zookeeper: zooKeeperVariables
      case .controller: controllerVariables
      case .broker: brokerVariables
      case .schemaRegistry: schemaRegistryVariables
      case .connect: connectVariables
      case .restProxy: restProxyVariables
      case .ksqlServer, .ksqldbServer: ksqlVariables
      case .kafkaManager: kafkaManagerVariables
      case .kafkaUI: kafkaUIVariables
      }
    let heap = placed.heap(on: node)
    // Kafka's documentation, "Java Version": the broker takes its whole heap at once.
    let initial = service == .broker ? "-Xms\(heap)m " : ""
    variables.append((placed.facts.heapVariable, .string("\(initial)-Xmx\(heap)m")))
    return variables
  }

  private var zooKeeperVariables: [(name: String, value: Node?)] {
    var variables: [(name: String, value: Node?)] = [
      // Without it no snapshot and no log is ever deleted; with it all but the last three of each are (ZooKeeper
      // administrator's guide, "Maintenance").
      ("ZOOKEEPER_AUTOPURGE_PURGE_INTERVAL", 24)
    ]
    let ensemble = cluster.quorum
    if ensemble.count > 1, let id = node.zooKeeperServerID {
      let peers = placed.facts.peerPorts.map(String.init).joined(separator: ":")
      variables += [
        ("ZOOKEEPER_SERVER_ID", .integer(id)),
        ("ZOOKEEPER_SERVERS", .string(ensemble.map { "\($0.host):\(peers)" }.joined(separator: ";"))),
        // A container can't bind the instance's address, which its own entry in the list resolves to.
        ("ZOOKEEPER_QUORUM_LISTEN_ON_ALL_IPS", "true"),
      ]
    }
    return variables
  }

  private var brokerVariables: [(name: String, value: Node?)] {
    let listeners = cluster.listeners
    let between = cluster.interBrokerListener
    let factor = Node.integer(cluster.replicationFactor)
    let isController = node.controllerID == node.id
    let isKRaft = cluster.mode == .kraft
    let bound = listeners.map { "\($0.name.value)://0.0.0.0:\($0.port.value)" }
    let protocols = listeners.map { "\($0.name.value):\($0.securityProtocol.value)" }
    var variables: [(name: String, value: Node?)] = [
      ("KAFKA_BROKER_ID", isKRaft ? nil : .integer(node.id)),
      // Above `reserved.broker.max.id`, 1000, are the ids that Kafka might generate itself.
      ("KAFKA_BROKER_ID_GENERATION_ENABLE", !isKRaft && node.id > 1000 ? "false" : nil),
    ]
    variables += kraftVariables(id: node.id, roles: isController ? "broker,controller" : "broker")
    variables += [
      ("KAFKA_BROKER_RACK", node.zone.map(Node.string)),
      ("KAFKA_ZOOKEEPER_CONNECT", isKRaft ? nil : .string(cluster.zooKeeperConnect(from: node))),
      ("KAFKA_LISTENERS", list(bound + (isController ? [boundController] : []))),
      (
        "KAFKA_ADVERTISED_LISTENERS",
        list(listeners.map { "\($0.name.value)://\(advertised($0, on: node)):\($0.port.value)" })
      ),
      ("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", list(protocols + (isKRaft ? [controllerProtocol] : []))),
      // Kafka's own choice is the listener of this name and protocol.
      (
        "KAFKA_INTER_BROKER_LISTENER_NAME",
        between.name.value == "PLAINTEXT" && between.securityProtocol.value == "PLAINTEXT"
          ? nil : .string(between.name.value)
      ),
      ("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"),
      ("KAFKA_DEFAULT_REPLICATION_FACTOR", factor),
      ("KAFKA_MIN_INSYNC_REPLICAS", .integer(cluster.minInSyncReplicas)),
      ("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", factor),
      ("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", factor),
      ("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", .integer(cluster.transactionMinInSyncReplicas)),
      // Zero suits a test of one consumer; groups that start together want Kafka's own three seconds.
      ("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", cluster.nodes.count > 1 ? nil : 0),
      ("KAFKA_CONFLUENT_SUPPORT_METRICS_ENABLE", cluster.release.reportsToConfluent ? "false" : nil),
    ]
    if cluster.release.hasShareGroups && cluster.nodes.count < 3 {
      variables += [
        ("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", factor),
        ("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", 1),
      ]
    }
    addProperties(to: &variables)
    return variables
  }

  /// What a node of KRaft's is and whom it asks; nothing with ZooKeeper.
  private func kraftVariables(id: Int, roles: String) -> [(name: String, value: Node?)] {
    if cluster.mode != .kraft { return [] }
    return [
      ("KAFKA_NODE_ID", .integer(id)),
      ("KAFKA_PROCESS_ROLES", .string(roles)),
      ("CLUSTER_ID", .string(cluster.id)),
      ("KAFKA_CONTROLLER_QUORUM_VOTERS", .string(cluster.controllerQuorumVoters)),
      ("KAFKA_CONTROLLER_LISTENER_NAMES", .string(Cluster.controllerListener)),
    ]
  }

  /// On every address, in the form that release 7.9.0 takes too (KAFKA-18281).
  private var boundController: String { "\(Cluster.controllerListener)://:\(cluster.controllerPort)" }

  private var controllerProtocol: String { "\(Cluster.controllerListener):PLAINTEXT" }

  private var controllerVariables: [(name: String, value: Node?)] {
    var variables = kraftVariables(id: node.controllerID ?? node.id, roles: "controller")
    variables += [
      ("KAFKA_LISTENERS", .string(boundController)),
      ("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", .string(controllerProtocol)),
      // Topics are made by the controllers.
      ("KAFKA_DEFAULT_REPLICATION_FACTOR", .integer(cluster.replicationFactor)),
      ("KAFKA_MIN_INSYNC_REPLICAS", .integer(cluster.minInSyncReplicas)),
    ]
    addProperties(to: &variables)
    return variables
  }

  /// The profile's broker properties go before what the program says of the same.
  private func addProperties(to variables: inout [(name: String, value: Node?)]) {
    var places = Dictionary(zip(variables.map(\.name), variables.indices)) { first, _ in first }
    for property in cluster.brokerProperties {
      // One that has no variable was reported when the profile was read.
      guard let name = cluster.release.variable(ofBrokerProperty: property.name.value) else { continue }
      let value = Node.string(property.value.value.composeText).marked(property.value.mark)
      if let index = places.updateValue(places[name] ?? variables.count, forKey: name) {
        variables[index].value = value
      } else {
        variables.append((name, value))
      }
    }
  }

  private var schemaRegistryVariables: [(name: String, value: Node?)] {
    var variables: [(name: String, value: Node?)] = [
      // Peers forward writes to the leader by this name.
      ("SCHEMA_REGISTRY_HOST_NAME", .string(nameAmongPeers)),
      ("SCHEMA_REGISTRY_KAFKASTORE_CONNECTION_URL", nil),
      ("SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS", .string(bootstrapServers(scheme: true))),
    ]
    if cluster.nodes.count > 1 {
      variables += [
        ("SCHEMA_REGISTRY_KAFKASTORE_TOPIC_REPLICATION_FACTOR", .integer(cluster.replicationFactor)),
        // It takes fewer copies for good when fewer brokers are up, so it waits for them.
        (cluster.release.schemaRegistryMinBrokersVariable, .integer(cluster.replicationFactor)),
      ]
    }
    return variables
  }

  private var connectVariables: [(name: String, value: Node?)] {
    let factor = Node.integer(cluster.replicationFactor)
    let registry = url(of: .schemaRegistry)
    return [
      ("CONNECT_BOOTSTRAP_SERVERS", .string(bootstrapServers())),
      ("CONNECT_REST_ADVERTISED_HOST_NAME", .string(nameAmongPeers)),
      // The image's own scripts read it, though Connect has a default.
      ("CONNECT_REST_PORT", .integer(placed.facts.port)),
      ("CONNECT_CONFIG_STORAGE_REPLICATION_FACTOR", factor),
      ("CONNECT_OFFSET_STORAGE_REPLICATION_FACTOR", factor),
      ("CONNECT_STATUS_STORAGE_REPLICATION_FACTOR", factor),
      ("CONNECT_VALUE_CONVERTER_SCHEMA_REGISTRY_URL", registry.map(Node.string)),
      (
        "CONNECT_VALUE_CONVERTER",
        registry == nil ? "org.apache.kafka.connect.json.JsonConverter" : "io.confluent.connect.avro.AvroConverter"
      ),
      ("CONNECT_ZOOKEEPER_CONNECT", nil),
    ]
  }

  /// What the workers of a Connect cluster have in common, and where it keeps its connectors; a file's own names stay, since
  /// a cluster of other names would begin without any.
  private var namesOfConnect: [(name: String, value: Node)] {
    if service != .connect { return [] }
    let name = "\(cluster.name)-connect"
    return [
      ("CONNECT_GROUP_ID", .string(name)), ("CONNECT_CONFIG_STORAGE_TOPIC", .string("\(name)-configs")),
      ("CONNECT_OFFSET_STORAGE_TOPIC", .string("\(name)-offsets")),
      ("CONNECT_STATUS_STORAGE_TOPIC", .string("\(name)-status")),
    ]
  }

  /// Has Connect look into the folder of plug-ins on the data volume, behind the image's own (`plugin.path` as
  /// cp-all-in-one has it).
  private func addPlugins(to variables: inout Mapping) {
    let name = "CONNECT_PLUGIN_PATH"
    if placed.environment.contains(where: { $0.name.value == name }) { return }
    let others = variables[name]?.scalar?.text ?? "/usr/share/java,/usr/share/confluent-hub-components"
    let paths = [others] + placed.facts.volumes.map(\.path)
    variables[name] = .string(paths.joined(separator: ","))
  }

  private var restProxyVariables: [(name: String, value: Node?)] {
    [
      // It hands clients its address by this name (UriUtils of github.com/confluentinc/kafka-rest).
      ("KAFKA_REST_HOST_NAME", .string(node.host)),
      ("KAFKA_REST_BOOTSTRAP_SERVERS", .string(bootstrapServers())),
      ("KAFKA_REST_SCHEMA_REGISTRY_URL", url(of: .schemaRegistry).map(Node.string)),
      // Consumers are made at one instance, and clients must be able to tell which.
      ("KAFKA_REST_ID", runsOnSeveralNodes ? .string("rest-proxy-\(node.id)") : nil),
    ]
  }

  private var ksqlVariables: [(name: String, value: Node?)] {
    var variables: [(name: String, value: Node?)] = [
      ("KSQL_BOOTSTRAP_SERVERS", .string(bootstrapServers())),
      ("KSQL_KSQL_SCHEMA_REGISTRY_URL", url(of: .schemaRegistry).map(Node.string)),
      ("KSQL_KSQL_CONNECT_URL", url(of: .connect).map(Node.string)),
      // Peers forward queries to this one by that address.
      (
        "KSQL_KSQL_ADVERTISED_LISTENER",
        runsOnSeveralNodes && cluster.release.hasAdvertisedKsqlListener
          ? .string("http://\(node.host):\(placed.facts.port)") : nil
      ),
    ]
    if cluster.nodes.count > 1 {
      variables += [
        ("KSQL_KSQL_INTERNAL_TOPIC_REPLICAS", .integer(cluster.replicationFactor)),
        ("KSQL_KSQL_STREAMS_REPLICATION_FACTOR", .integer(cluster.replicationFactor)),
      ]
    }
    return variables
  }

  private var kafkaManagerVariables: [(name: String, value: Node?)] {
    [
      ("ZK_HOSTS", .string(cluster.zooKeeperConnect(from: node))),
      // Both are made on the node at first boot; compose reads them from the `.env` file beside it.
      ("APPLICATION_SECRET", "${APPLICATION_SECRET}"),
      ("KAFKA_MANAGER_AUTH_ENABLED", "true"),
      ("KAFKA_MANAGER_PASSWORD", "${KAFKA_MANAGER_PASSWORD}"),
    ]
  }

  /// Variables of github.com/kafbat/kafka-ui, documentation/compose.
  private var kafkaUIVariables: [(name: String, value: Node?)] {
    let connect = url(of: .connect)
    return [
      ("KAFKA_CLUSTERS_0_NAME", .string(cluster.name)),
      ("KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS", .string(bootstrapServers())),
      ("KAFKA_CLUSTERS_0_SCHEMAREGISTRY", url(of: .schemaRegistry).map(Node.string)),
      ("KAFKA_CLUSTERS_0_KAFKACONNECT_0_NAME", connect == nil ? nil : "connect"),
      ("KAFKA_CLUSTERS_0_KAFKACONNECT_0_ADDRESS", connect.map(Node.string)),
      ("KAFKA_CLUSTERS_0_KSQLDBSERVER", (url(of: .ksqldbServer) ?? url(of: .ksqlServer)).map(Node.string)),
      // Without it anyone is let in.
      ("AUTH_TYPE", "LOGIN_FORM"),
      ("SPRING_SECURITY_USER_NAME", "admin"),
      // Made on the node at first boot; compose reads it from the `.env` file beside it.
      ("SPRING_SECURITY_USER_PASSWORD", "${KAFKA_UI_PASSWORD}"),
    ]
  }

  // MARK: Addresses

  /// Where clients in this node's containers first ask: the node's own broker, then the next one.
  private func bootstrapServers(scheme: Bool = false) -> String {
    let listener = cluster.clientListener
    let prefix = scheme ? "\(listener.securityProtocol.value)://" : ""
    var hosts = ["broker"]
    if let peer = cluster.bootstrapPeer(of: node), case .name(let name) = cluster.advertisedHost(listener, on: peer) {
      hosts.append(name)
    }
    return hosts.map { "\(prefix)\($0):\(listener.port.value)" }.joined(separator: ",")
  }

  private func advertised(_ listener: Profile.Listener, on node: ClusterNode) -> String {
    switch cluster.advertisedHost(listener, on: node) {
    case .name(let name): name
    case .instanceMetadata(let path): "${\(ComposeFile.variable(ofInstanceMetadata: path))}"
    }
  }

  private var runsOnSeveralNodes: Bool { (placed.on?.count ?? cluster.nodes.count) > 1 }

  /// The name by which instances of the same service on other nodes reach this one.
  private var nameAmongPeers: String { runsOnSeveralNodes ? node.host : service.rawValue }

  /// The address of another service: on this node if it is there, otherwise on the first that has it.
  private func url(of other: Service) -> String? {
    guard let placement = cluster.placement(of: other) else { return nil }
    if placement.runs(on: node) { return "http://\(other.rawValue):\(placement.facts.port)" }
    return "http://\(cluster.nodes[placement.firstIndex].host):\(placement.facts.port)"
  }

  private func list(_ listeners: [String]) -> Node {
    Node.string(listeners.joined(separator: ",")).marked(cluster.listeners.first?.name.mark)
  }
}

extension ComposeFile {
  /// The variable of the `.env` file that holds what EC2's instance metadata gives under a path.
  package static func variable(ofInstanceMetadata path: String) -> String {
    path.uppercased().putting("_", for: "-")
  }
}

extension Mapping {
  /// Removes an entry, or with a `*` at the end all whose keys begin so.
  fileprivate mutating func remove(_ pattern: String) {
    if pattern.ends(with: "*") {
      entries.removeAll { $0.key.begins(with: pattern.before("*")) }
    } else {
      self[pattern] = nil
    }
  }
}

extension Node {
  /// The name in an item of `extra_hosts`.
  fileprivate var hostName: String? { scalar.map { String($0.text.before(":").before("=")) } }

  /// The instance's path in an item of `volumes`: the first of several parts of the short form, or `source`.
  var hostPath: String? {
    if let source = mapping?["source"]?.scalar?.text { return source }
    let parts = scalar?.text.split(at: ":") ?? []
    return parts.count > 1 ? String(parts[0]) : nil
  }

  /// The container's path in an item of `volumes`: the second part of the short form, or `target`.
  var containerPath: String? {
    if let target = mapping?["target"]?.scalar?.text { return target }
    let parts = scalar?.text.split(at: ":") ?? []
    return parts.count > 1 ? String(parts[1]) : parts.first.map(String.init)
  }
}
