package import Findings
import Text
package import Catalog
package import YAML

/// A cluster as its services see it.
package struct ClusterContext: Sendable {
  /// Its name.
  package let name: String
  /// Its release.
  package let release: Release
  /// How it keeps its metadata.
  package let mode: Release.Mode
  /// Its id in KRaft mode.
  package let id: String
  /// The number of its nodes.
  package let nodeCount: Int
  /// The nodes that keep the metadata, in the order of their places.
  package let quorum: [NodeContext]
  /// The listeners of every broker.
  package let listeners: [ListenerContext]
  /// The listener that brokers use among themselves.
  package let interBrokerListener: ListenerContext
  /// How many copies the topics have that the services make for themselves.
  package let replicationFactor: Int
  /// How many copies of a topic must be in sync for a write with acks=all.
  package let minInSyncReplicas: Int
  /// The same for the transaction log.
  package let transactionMinInSyncReplicas: Int
  /// The variables that set the profile's broker properties.
  package let brokerProperties: [(variable: String, value: Node)]
  /// Where each service runs.
  package let places: [Service: ServicePlace]

  /// Makes a cluster as its services see it.
  package init(
    name: String,
    release: Release,
    mode: Release.Mode,
    id: String,
    nodeCount: Int,
    quorum: [NodeContext],
    listeners: [ListenerContext],
    interBrokerListener: ListenerContext,
    replicationFactor: Int,
    minInSyncReplicas: Int,
    transactionMinInSyncReplicas: Int,
    brokerProperties: [(variable: String, value: Node)],
    places: [Service: ServicePlace]
  ) {
    self.name = name
    self.release = release
    self.mode = mode
    self.id = id
    self.nodeCount = nodeCount
    self.quorum = quorum
    self.listeners = listeners
    self.interBrokerListener = interBrokerListener
    self.replicationFactor = replicationFactor
    self.minInSyncReplicas = minInSyncReplicas
    self.transactionMinInSyncReplicas = transactionMinInSyncReplicas
    self.brokerProperties = brokerProperties
    self.places = places
  }

  /// Whether any node has others.
  var hasPeers: Bool { nodeCount > 1 }
  /// Whether its controllers run in containers of their own, and not within the brokers.
  var hasIsolatedControllers: Bool { places[.controller] != nil }
}

/// A node as its services see it.
package struct NodeContext: Sendable {
  /// The broker id.
  package let id: Int
  /// The name that clients and peers resolve.
  package let host: String
  /// The Availability Zone.
  package let zone: String?
  /// The server id in the ZooKeeper ensemble, where it runs one.
  package let zooKeeperServerID: Int?
  /// The node id of its KRaft controller, where it has one: the broker's own, when one process is both.
  package let controllerID: Int?

  /// Makes a node as its services see it.
  package init(id: Int, host: String, zone: String?, zooKeeperServerID: Int?, controllerID: Int?) {
    self.id = id
    self.host = host
    self.zone = zone
    self.zooKeeperServerID = zooKeeperServerID
    self.controllerID = controllerID
  }

  /// Whether its broker is one of the controllers.
  var isBrokerController: Bool { controllerID == id }
}

/// A listener of every broker.
package struct ListenerContext: Sendable {
  /// Its name.
  package let name: String
  /// Its port.
  package let port: Int
  /// How it talks.
  package let securityProtocol: SecurityProtocol
  /// Whether it is for clients on the instance alone.
  package let isLocal: Bool
  /// Where the profile names it.
  package let nameMark: SourceMark?
  /// Where the profile gives its port.
  package let portMark: SourceMark?

  /// Makes a listener.
  package init(
    name: String,
    port: Int,
    securityProtocol: SecurityProtocol,
    isLocal: Bool,
    nameMark: SourceMark?,
    portMark: SourceMark?
  ) {
    self.name = name
    self.port = port
    self.securityProtocol = securityProtocol
    self.isLocal = isLocal
    self.nameMark = nameMark
    self.portMark = portMark
  }
}

/// What a listener tells clients to connect to.
package enum AdvertisedHost: Sendable, Equatable {
  /// A name that is known now.
  case name(String)
  /// What EC2's instance metadata gives under a path at boot.
  case instanceMetadata(String)

  /// The host in a compose file, where the `.env` beside it has what is known at boot only.
  var composeText: String {
    switch self {
    case .name(let name): name
    case .instanceMetadata(let path): "${\(Self.variable(ofInstanceMetadata: path))}"
    }
  }

  /// The variable of the `.env` file that holds what EC2's instance metadata gives under a path.
  package static func variable(ofInstanceMetadata path: String) -> String {
    path.uppercased().putting("_", for: "-")
  }
}

/// Where a service runs.
package struct ServicePlace: Sendable {
  /// The ids of its nodes; nil when it runs on all.
  package let on: Set<Int>?
  /// The host name of the first of them.
  package let firstHost: String
  /// The port that its clients connect to, if it has one.
  package let port: Int?

  /// Makes a place.
  package init(on: Set<Int>?, firstHost: String, port: Int?) {
    self.on = on
    self.firstHost = firstHost
    self.port = port
  }
}

/// A service on a node: what its variables, ports and names follow from.
package struct ServiceContext: Sendable {
  /// The facts about the service.
  package let facts: ServiceFacts
  /// The node.
  package let node: NodeContext
  /// What each listener of the node's broker tells clients to connect to, in the order of the listeners.
  package let advertisedHosts: [AdvertisedHost]
  /// How the node's services reach the brokers.
  package let client: ClientSettings
  /// The cluster.
  package let cluster: ClusterContext

  /// Makes the context of a service on a node.
  package init(
    facts: ServiceFacts,
    node: NodeContext,
    advertisedHosts: [AdvertisedHost],
    client: ClientSettings,
    cluster: ClusterContext
  ) {
    self.facts = facts
    self.node = node
    self.advertisedHosts = advertisedHosts
    self.client = client
    self.cluster = cluster
  }

  /// The port that the service's clients connect to.
  var port: Int { facts.port ?? 0 }

  /// Whether the service runs on several nodes.
  var runsOnSeveralNodes: Bool { (cluster.places[facts.service]?.on?.count ?? cluster.nodeCount) > 1 }

  /// The name by which instances of the same service on other nodes reach this one.
  var nameAmongPeers: String { runsOnSeveralNodes ? node.host : facts.service.name }

  /// The address of another service: on this node if it is there, otherwise on the first that has it.
  func url(of other: Service) -> String? {
    guard let place = cluster.places[other], let port = place.port else { return nil }
    let isHere = place.on?.contains(node.id) ?? true
    return "http://\(isHere ? other.name : place.firstHost):\(port)"
  }

  /// A health check that starts no Java: bash opens the port.
  func probeOfPort(_ port: Int) -> String { "bash -c '</dev/tcp/localhost/\(port)'" }
}
