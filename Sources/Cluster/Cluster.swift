package import Findings
import Text
package import Catalog
package import Profile
package import Services
package import YAML

/// A cluster with every decision taken: what each node is, runs and tells its clients.
package struct Cluster: Sendable {
  /// Its name.
  package let name: String
  /// Its Confluent Platform release.
  package let release: Release
  /// Its nodes, in the profile's order.
  package let nodes: [ClusterNode]
  /// How it keeps its metadata.
  package let mode: Release.Mode
  /// Its id in KRaft mode.
  package let id: String
  /// The nodes that keep the metadata: the ZooKeeper ensemble in the order of its server ids, or the voters of the KRaft
  /// quorum.
  package let quorum: [ClusterNode]
  /// The listeners of every broker.
  package let listeners: [Profile.Listener]
  /// The services with where they run, in the release's order.
  package let services: [PlacedService]
  /// The program's own compose file for its release.
  package let base: Node
  /// The broker properties of the profile, in its order.
  package let brokerProperties: [Profile.BrokerProperty]
  /// How many copies the topics have that the services make for themselves.
  package let replicationFactor: Int
  /// How many copies a new topic has that is made without saying.
  package let defaultReplicationFactor: Int
  /// How many copies of a topic must be in sync for a write with acks=all.
  package let minInSyncReplicas: Int
  /// The same for the transaction log.
  package let transactionMinInSyncReplicas: Int
  /// The data volume.
  package let data: Profile.DataVolume
  /// The user and group of the data directories.
  package let owner: Release.Owner
  /// The git repository, branch and folder that the boot checks out.
  package let checkout: Release.Checkout
  /// The commit that must be there, if the profile names one.
  package let commit: String?
  /// The addresses of Docker's networks on each node.
  package let containerNetworks: ContainerNetworks
  /// What the instances have in common.
  package let instance: Profile.Instance
  /// How the files get to EC2.
  package let delivery: Profile.Delivery
  /// The operator's own cloud-config.
  package let cloudConfig: Profile.CloudConfig
  /// What the operator asks for, for findings about it.
  package let profile: Profile
  /// The id that the profile gives it, which its volumes are known by; nil when they are known by its name alone.
  package var givenID: String? { profile.clusterID?.value }
  /// Where the profile says `cluster`, for findings about the whole.
  package var mark: SourceMark? { profile.cluster.mark }
}

/// A node: one EC2 instance with one broker.
package struct ClusterNode: Sendable {
  /// Its place among the cluster's nodes, from 0.
  package let index: Int
  /// The broker id.
  package let id: Int
  /// The name that clients and peers resolve.
  package let host: String
  /// The Availability Zone, which is the broker's rack.
  package let zone: String?
  /// The fixed private address, if the profile gives one.
  package let address: String?
  /// The EC2 instance type.
  package let instanceType: Sourced<String>
  /// The architecture of its processors.
  package var architecture: Architecture { InstanceType.architecture(of: instanceType.value) }
  /// The instance's memory in MiB.
  package let memory: Int
  /// The server id in the ZooKeeper ensemble, where it runs one: the 1-based place in the ensemble's list.
  package let zooKeeperServerID: Int?
  /// The node id of its KRaft controller, where it has one: the broker's own, when one process is both.
  package let controllerID: Int?
}

/// A service with where it runs and what the profile changes about it.
package struct PlacedService: Sendable {
  /// The release's facts.
  package let facts: ServiceFacts
  /// The image to run.
  package let image: Sourced<String>
  /// The ids of its nodes; nil when it runs on all.
  package let on: Set<Int>?
  /// The place of the first node that runs it among the cluster's nodes.
  package let firstIndex: Int
  /// The heap that the profile asks for, in MiB.
  package let heap: Sourced<Int>?
  /// Variables that the profile adds.
  package let environment: [(name: Sourced<String>, value: Sourced<String>)]

  /// Whether it runs on a node.
  package func runs(on node: ClusterNode) -> Bool { on?.contains(node.id) ?? true }

  /// The heap of its process on a node, in MiB, if it has one.
  package func heap(on node: ClusterNode) -> Int? { heap?.value ?? facts.service.heap?.size(memory: node.memory) }
}

extension Cluster {
  /// The services that run on a node, in the order in which they start.
  package func services(on node: ClusterNode) -> [PlacedService] { services.filter { $0.runs(on: node) } }

  /// A service's placement, where the cluster has it.
  package func placement(of service: Service) -> PlacedService? { services.first { $0.facts.service == service } }

  /// The placement of the service of a name, ours or the operator's own.
  package func placement(ofName name: String) -> PlacedService? { services.first { $0.facts.service.name == name } }

  /// Whether a service runs on a node.
  package func runs(_ service: Service, on node: ClusterNode) -> Bool { placement(of: service)?.runs(on: node) == true }

  /// The names of the profiles that come with the program.
  package static let shippedNames: Set<String> = ["dev", "prod", "kraft-dev", "kraft-prod"]

  /// Whether KRaft controllers run in containers of their own, and not within the brokers.
  package var hasIsolatedControllers: Bool { placement(of: .controller) != nil }

  /// The id of a cluster in KRaft mode that follows from its name: the 128-bit FNV-1a hash of it, so that clusters of
  /// different names can't be mixed up, in the form of org.apache.kafka.common.Uuid.
  package static func id(ofName name: String) -> String {
    var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    // What follows the name carries the differences of its last letters into every digit.
    for byte in "\(name), a cluster of Kafka".utf8 {
      hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b
    }
    // The first digit is a letter: Kafka's tool would take a hyphen for the start of an option.
    hash &= .max >> 1
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    let leading = stride(from: 122, through: 2, by: -6).map { digits[Int(hash >> UInt128($0) & 63)] }
    return String(leading + [digits[Int(hash & 3) << 4]])
  }

  /// The listener that brokers use among themselves: the first that isn't for the instance alone.
  package var interBrokerListener: Profile.Listener {
    listeners.first { $0.advertise.value != .localhost } ?? listeners[0]
  }

  /// The listener that the node's services and the boot's questions use: they have neither keys nor passwords, so the
  /// first in plain text, and one for the instance alone only where there is no other.
  package var clientListener: Profile.Listener {
    let plain = listeners.filter { $0.securityProtocol.value == .plaintext }
    return plain.first { $0.advertise.value != .localhost } ?? plain.first ?? interBrokerListener
  }

  /// What a listener of a node tells its clients to connect to.
  package func advertisedHost(_ listener: Profile.Listener, on node: ClusterNode) -> AdvertisedHost {
    switch listener.advertise.value {
    case .host: .name(node.host)
    case .localhost: .name("localhost")
    case .name(let pattern): .name(pattern.putting(String(node.id), for: "{id}"))
    case .instanceMetadata(let path): .instanceMetadata(path)
    }
  }

  /// The instance metadata paths whose values the nodes need at boot.
  package var instanceMetadataPaths: [String] {
    var paths: [String] = []
    for listener in listeners {
      if case .instanceMetadata(let path) = listener.advertise.value, !paths.contains(path) { paths.append(path) }
    }
    return paths
  }

  /// The node whose broker a client on this node should know as well to find the cluster while its own broker is down;
  /// nil when there is one node only.
  ///
  /// The first three know each other in a ring, and every later one knows the first, so that from three nodes on another
  /// one changes nothing on those that are there.
  package func bootstrapPeer(of node: ClusterNode) -> ClusterNode? {
    let ring = min(nodes.count, 3)
    return ring < 2 ? nil : nodes[node.index < ring ? (node.index + 1) % ring : 0]
  }

  /// The nodes whose names this one must know without DNS: all the others, when the profile gives addresses.
  package func namedPeers(of node: ClusterNode) -> [(address: String, host: String)] {
    if node.address == nil { return [] }
    return nodes.compactMap { peer in
      peer.id == node.id ? nil : peer.address.map { ($0, peer.host) }
    }
  }

  /// The directories of the data volume that a node needs.
  package func dataDirectories(of node: ClusterNode) -> [String] {
    services(on: node).flatMap { $0.facts.volumes.map(\.directory) }
  }
}
