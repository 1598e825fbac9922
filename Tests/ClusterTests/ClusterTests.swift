import Catalog
import Cluster
import Profile
import Services
import TestSupport
import Testing

/// The decisions that a profile leaves open.
@Suite struct ClusterTests {
  // MARK: Nodes

  @Test(arguments: [(0, [0, 1, 2]), (1, [1, 2, 3]), (1001, [1001, 1002, 1003])])
  func `ids count up from the first, and are in the names`(_ first: Int, _ ids: [Int]) throws {
    let cluster = try cluster(
      "cluster: a\nrelease: 5.3.1\nnodes: {count: 3, first_id: \(first), host: 'k-{id}.rack-{id}.example'}\n"
    )
    #expect(cluster.nodes.map(\.id) == ids && cluster.nodes.map(\.index) == [0, 1, 2])
    #expect(cluster.nodes.map(\.host) == ids.map { "k-\($0).rack-\($0).example" })
  }

  @Test func `listed nodes stay in their order and keep their ids`() throws {
    let cluster = try cluster(
      "cluster: a\nrelease: 5.3.1\nnodes: [{id: 7, host: 'b-{id}.example'}, {id: 0, host: a.example}]\nservices: {broker: , zookeeper: {on: [0]}}\n"
    )
    #expect(cluster.nodes.map(\.id) == [7, 0] && cluster.nodes.map(\.host) == ["b-7.example", "a.example"])
  }

  @Test func `zones are taken in turn and are the racks`() throws {
    let text =
      "cluster: a\nrelease: 5.3.1\nnodes: {count: 5, host: 'k-{id}.example', zones: [eu-west-1a, eu-west-1b]}\n"
    let zones = try cluster(text).nodes.map(\.zone)
    #expect(zones == ["eu-west-1a", "eu-west-1b", "eu-west-1a", "eu-west-1b", "eu-west-1a"])
    #expect(try cluster(profile(nodes: 2)).nodes.map(\.zone) == [nil, nil])
  }

  @Test func `more zones than nodes are no fault`() throws {
    let text = "cluster: a\nrelease: 5.3.1\nnodes: {count: 1, host: a.example, zones: [eu-west-1a, eu-west-1b]}\n"
    #expect(try cluster(text).nodes.map(\.zone) == ["eu-west-1a"])
  }

  @Test func `a node's own instance type goes before the profile's`() throws {
    let cluster = try cluster(
      """
      cluster: a
      release: 5.3.1
      nodes: [{id: 1, host: a.example, instance_type: m5.xlarge}, {id: 2, host: b.example}]
      services: [zookeeper, broker]
      instance: {type: t3.medium}
      """
    )
    #expect(cluster.nodes.map(\.instanceType.value) == ["m5.xlarge", "t3.medium"])
    #expect(cluster.nodes.map(\.memory) == [16_384, 4096])
  }

  @Test func `memory that is said goes before the table's`() throws {
    let cluster = try cluster(profile(nodes: 1, "instance: {type: i3.large, memory: 15616m}"))
    #expect(cluster.nodes.map(\.memory) == [15_616])
  }

  // MARK: ZooKeeper

  @Test(arguments: [(1, 1), (2, 1), (3, 3), (4, 3), (5, 5), (6, 5), (7, 5), (100, 5), (1_000, 5)])
  func `an ensemble has one, three or five servers, on the first nodes, and runs nowhere else`(
    _ nodes: Int,
    _ servers: Int
  ) throws {
    let cluster = try cluster(profile(nodes: nodes))
    #expect(cluster.quorum.map(\.id) == Array(1...servers))
    #expect(cluster.nodes.prefix(servers).map(\.zooKeeperServerID) == (1...servers).map(Int?.some))
    #expect(cluster.nodes.dropFirst(servers).allSatisfy { $0.zooKeeperServerID == nil })
    #expect(cluster.nodes.filter { cluster.runs(.zookeeper, on: $0) }.map(\.id) == Array(1...servers))
  }

  @Test func `a server's id is its place in the list that the profile gives`() throws {
    let cluster = try cluster(
      "cluster: a\nrelease: 5.3.1\nnodes: {count: 5, first_id: 1000, host: 'k-{id}.example'}\nservices: {broker: , zookeeper: {on: [1004, 1000, 1002]}}\n"
    )
    #expect(cluster.quorum.map(\.id) == [1004, 1000, 1002])
    #expect(cluster.nodes.map(\.zooKeeperServerID) == [2, nil, 3, nil, 1])
  }

  @Test func `a broker id of 0 is no server id`() throws {
    let cluster = try cluster("cluster: a\nrelease: 5.3.1\nnodes: {count: 3, first_id: 0, host: 'k-{id}.example'}\n")
    #expect(cluster.nodes.map(\.zooKeeperServerID) == [1, 2, 3])
  }

  // MARK: Services

  @Test func `services start in the release's order, whatever the profile's`() throws {
    let cluster = try cluster(profile(nodes: 1, "services: [connect, broker, schema-registry, zookeeper]"))
    #expect(
      cluster.services(on: cluster.nodes[0]).map(\.facts.service) == [.zookeeper, .broker, .schemaRegistry, .connect]
    )
  }

  @Test func `services run on every node, ZooKeeper on the first three and Kafka Manager on the first`() throws {
    let cluster = try cluster(profile(nodes: 4))
    let services = Service.all.map { service in (service, cluster.nodes.filter { cluster.runs(service, on: $0) }) }
    #expect(
      Dictionary(uniqueKeysWithValues: services.filter { !$0.1.isEmpty }.map { ($0.0, $0.1.count) }) == [
        .zookeeper: 3, .broker: 4, .schemaRegistry: 4, .restProxy: 4, .ksqlServer: 4, .kafkaManager: 1,
      ]
    )
    #expect(cluster.nodes.first { cluster.runs(.kafkaManager, on: $0) }?.id == 1)
  }

  @Test func `a service runs where the profile puts it`() throws {
    let cluster = try cluster(
      profile(nodes: 3, "services: {zookeeper: , broker: , connect: {on: [3, 2]}, kafka-manager: {on: [2]}}")
    )
    #expect(cluster.nodes.map { cluster.runs(.connect, on: $0) } == [false, true, true])
    #expect(cluster.nodes.map { cluster.runs(.kafkaManager, on: $0) } == [false, true, false])
    #expect(cluster.placement(of: .connect)?.firstIndex == 1)
    #expect(cluster.placement(of: .broker)?.firstIndex == 0 && cluster.placement(of: .ksqlServer) == nil)
  }

  @Test func `a node has the directories of the services that it runs`() throws {
    let cluster = try cluster(profile(nodes: 2))
    #expect(cluster.dataDirectories(of: cluster.nodes[0]) == ["zk-data", "zk-txn-logs", "kafka-data"])
    #expect(cluster.dataDirectories(of: cluster.nodes[1]) == ["kafka-data"])
  }

  @Test func `images are the release's, or the profile's`() throws {
    let cluster = try cluster(
      profile(nodes: 1, "services: {zookeeper: , broker: {image: 'mirror.example/cp-kafka:5.3.1'}}")
    )
    #expect(
      cluster.services.map(\.image.value) == ["confluentinc/cp-zookeeper:5.3.1", "mirror.example/cp-kafka:5.3.1"]
    )
  }

  // MARK: Memory

  @Test(arguments: [
    ("m5.large", [512, 1024, 512, 256, 1024, 256]), ("m5.xlarge", [1024, 2048, 1024, 512, 2048, 512]),
    ("m5.4xlarge", [1024, 6144, 1024, 1024, 4096, 512]), ("t3.medium", [256, 512, 256, 256, 512, 256]),
  ])
  func `heaps are a share of the memory within bounds`(_ type: String, _ heaps: [Int]) throws {
    let cluster = try cluster(profile(nodes: 1, "instance: {type: \(type)}"))
    let node = cluster.nodes[0]
    #expect(cluster.services(on: node).map { $0.heap(on: node) } == heaps)
    #expect(cluster.heapSum(on: node) == heaps.reduce(0, +))
  }

  @Test func `a heap that is said goes before the share`() throws {
    let cluster = try cluster(profile(nodes: 1, "services: {zookeeper: , broker: {heap: 2g}}"))
    #expect(cluster.heapSum(on: cluster.nodes[0]) == 512 + 2048)
  }

  @Test func `only the services of a node count for its sum`() throws {
    let cluster = try cluster(profile(nodes: 2))
    #expect(cluster.nodes.map { cluster.heapSum(on: $0) } == [3584, 2816])
  }

  // MARK: Listeners and names

  @Test func `the inter-broker listener is the first that others can reach`() throws {
    let text = profile(
      nodes: 1,
      "listeners: [{name: A, port: 1, advertise: localhost}, {name: B, port: 2, advertise: public-ipv4}, {name: C, port: 3}]"
    )
    #expect(try cluster(text).interBrokerListener.name.value == "B")
  }

  @Test func `what each node advertises`() throws {
    let cluster = try cluster(
      profile(
        nodes: 2,
        """
        listeners:
        - {name: A, port: 1}
        - {name: C, port: 3, advertise: public-ipv4}
        - {name: D, port: 4, advertise: '{id}.kafka-{id}.example.com'}
        - {name: E, port: 5, advertise: public-ipv4}
        """
      )
    )
    let node = cluster.nodes[1]
    #expect(
      cluster.listeners.map { cluster.advertisedHost($0, on: node) } == [
        .name("kafka-2.example.internal"), .instanceMetadata("public-ipv4"), .name("2.kafka-2.example.com"),
        .instanceMetadata("public-ipv4"),
      ]
    )
    #expect(cluster.instanceMetadataPaths == ["public-ipv4"])
  }

  @Test(arguments: [(1, [nil]), (2, [2, 1]), (3, [2, 3, 1]), (5, [2, 3, 1, 1, 1])] as [(Int, [Int?])])
  func `clients know another broker besides their own, and one more node changes it for none of three`(
    _ nodes: Int,
    _ peers: [Int?]
  ) throws {
    let cluster = try cluster(profile(nodes: nodes))
    #expect(cluster.nodes.map { cluster.bootstrapPeer(of: $0)?.id } == peers)
  }

  @Test func `ZooKeeper is reached by its service name on its own nodes and by host name from the others`() throws {
    let cluster = try cluster(profile(nodes: 4, "services: {broker: , zookeeper: {on: [3, 1, 2]}}"))
    let (one, two, three) = ("kafka-1.example.internal", "kafka-2.example.internal", "kafka-3.example.internal")
    let broker = try #require(cluster.placement(of: .broker))
    #expect(
      cluster.nodes.map { cluster.context(of: broker, on: $0, in: cluster.context).zooKeeperConnect } == [
        "zookeeper:2181,\(three):2181,\(two):2181", "zookeeper:2181,\(three):2181,\(one):2181",
        "zookeeper:2181,\(one):2181,\(two):2181", "\(three):2181,\(one):2181,\(two):2181",
      ]
    )
  }

  @Test func `with addresses every node knows the names of all others`() throws {
    let cluster = try cluster(
      """
      cluster: a
      release: 5.3.1
      nodes:
      - {id: 1, host: a.example, address: 10.0.0.1}
      - {id: 2, host: b.example, address: 10.0.0.2}
      - {id: 3, host: c.example, address: 10.0.0.3}
      """
    )
    let peers = cluster.namedPeers(of: cluster.nodes[1])
    #expect(peers.map(\.host) == ["a.example", "c.example"] && peers.map(\.address) == ["10.0.0.1", "10.0.0.3"])
  }

  @Test func `without addresses names are DNS's`() throws {
    let cluster = try cluster(profile(nodes: 3))
    #expect(cluster.namedPeers(of: cluster.nodes[0]).isEmpty)
  }

  // MARK: The machine

  @Test func `the checkout and the owner are the release's, or the profile's`() throws {
    let plain = try cluster(profile(nodes: 1))
    #expect(plain.checkout.repository == "https://github.com/confluentinc/examples")
    #expect(plain.commit == "22c78d174b0974e79910890866965fffd55caa52")
    #expect(plain.checkout.ref == "5.3.1-post" && plain.checkout.directory == "cp-all-in-one")
    #expect(plain.owner == Release.Owner(uid: 0, gid: 0))
    let changed = try cluster(
      profile(
        nodes: 1,
        "checkout: {ref: main, commit: \(String(repeating: "a", count: 40))}\ndata: {owner: '12345:54321', mount: /srv/k}"
      )
    )
    #expect(changed.checkout.repository == plain.checkout.repository && changed.checkout.ref == "main")
    #expect(changed.commit == String(repeating: "a", count: 40))
    #expect(changed.owner == Release.Owner(uid: 12345, gid: 54321) && changed.data.mount.value == "/srv/k")
  }
}
