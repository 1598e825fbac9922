import Catalog
import Cluster
import Services
import TestSupport
import Testing

/// What keeps a cluster's metadata: ZooKeeper or Kafka's own controllers.
@Suite struct ModeTests {
  private static func profile(release: String = "8.3.0", nodes: Int = 3, _ more: String) -> String {
    "cluster: test\nrelease: \(release)\nnodes: {count: \(nodes), host: 'kafka-{id}.example.internal'}\n\(more)\n"
  }

  @Test(arguments: [
    ("5.3.1", "", Release.Mode.zookeeper), ("7.3.15", "", .zookeeper), ("7.4.0", "", .kraft), ("8.3.0", "", .kraft),
    ("7.9.7", "services: [zookeeper, broker]", .zookeeper), ("7.9.7", "services: [broker]", .kraft),
  ])
  func `a new cluster has no ZooKeeper where the release can do without`(
    _ release: String,
    _ services: String,
    _ mode: Release.Mode
  ) throws {
    let text = Self.profile(release: release, services)
    let (cluster, findings) = resolve(MarkedText(text).source)
    #expect(cluster?.mode == mode, "\(findings)")
  }

  @Test(arguments: [
    ("5.3.1", 3, "zookeeper, broker, schema-registry, rest-proxy, ksql-server, kafka-manager"),
    ("7.9.7", 1, "broker, schema-registry, rest-proxy, ksqldb-server, kafka-ui"),
    ("7.9.7", 3, "controller, broker, schema-registry, rest-proxy, ksqldb-server, kafka-ui"),
    // Whether its ksqlDB needs a licence isn't sure.
    ("8.3.0", 3, "controller, broker, schema-registry, rest-proxy, kafka-ui"),
  ])
  func `the services of a profile that names none`(_ release: String, _ nodes: Int, _ services: String) throws {
    let (cluster, _) = resolve(MarkedText(Self.profile(release: release, nodes: nodes, "")).source)
    let names = try #require(cluster).services.map(\.facts.service.name)
    #expect(names.joined(separator: ", ") == services)
  }

  @Test func `controllers beside brokers have ids of their own, on one, three or five nodes`() throws {
    let cluster = try cluster(Self.profile(nodes: 4, "services: [controller, broker]"))
    #expect(cluster.nodes.map(\.controllerID) == [10_001, 10_002, 10_003, nil])
    #expect(cluster.nodes.allSatisfy { $0.zooKeeperServerID == nil })
    #expect(cluster.nodes.map { cluster.runs(.controller, on: $0) } == [true, true, true, false])
    #expect(cluster.dataDirectories(of: cluster.nodes[0]) == ["controller-data", "kafka-data"])
  }

  @Test func `a controller within a broker is the same node`() throws {
    let cluster = try cluster(Self.profile(nodes: 4, "services: [broker]"))
    #expect(cluster.nodes.map(\.controllerID) == [1, 2, 3, nil])
  }

  @Test func `a release without ZooKeeper`() {
    expect(
      Self.profile("services: [«zookeeper», broker]"),
      gives: .error(
        "no-zookeeper",
        "release 8.3.0 has no ZooKeeper: Kafka 4.3 keeps its metadata itself",
        help: "remove it; a cluster that has ZooKeeper migrates to KRaft with a release before 8.0"
      )
    )
  }

  @Test func `metadata are kept in one place`() {
    expect(
      Self.profile(release: "7.9.7", "services: [zookeeper, broker, «controller»]"),
      gives: .error(
        "two-modes",
        "`services` has both `zookeeper` and `controller`",
        help: "metadata are kept by one of them: `controller` for a new cluster, `zookeeper` for one that has it"
      )
    )
  }

  @Test func `Kafka Manager has nothing to read without ZooKeeper`() {
    expect(
      Self.profile(release: "7.9.7", "services: [broker, «kafka-manager»]"),
      gives: .error(
        "needs-zookeeper",
        "kafka-manager reads everything from ZooKeeper, and this cluster has none",
        help: "use `kafka-ui`"
      )
    )
  }

  @Test func `ksqlDB of a release whose licence is in doubt is taken with a warning`() {
    expect(
      Self.profile("services: [broker, «ksqldb-server»]"),
      gives: .warning(
        "doubtful-licence",
        "Confluent's pages disagree on whether ksqlDB of release 8.3.0 needs an enterprise licence",
        help: "ask Confluent before you rely on it"
      )
    )
  }

  @Test func `an even quorum is one controller more to fail, and no more that may`() {
    expect(
      Self.profile("services: {broker: , controller: {on: [«1», 2]}}"),
      gives: .warning(
        "even-quorum",
        "an even number of controllers (2) tolerates no more failures than one less",
        help: "place it on one node more or one less"
      )
    )
  }

  @Test func `two user interfaces would each have their own passwords`() {
    expect(
      Self.profile("services: {broker: , kafka-ui: {on: [3, «1»]}}"),
      gives: .error(
        "one-user-interface",
        "kafka-ui is placed on 2 nodes",
        help: "one serves the whole cluster; name one node"
      )
    )
  }

  @Test func `a broker can't have the id of a controller`() {
    expect(
      """
      cluster: test
      release: 8.3.0
      nodes: [{id: 1, host: a.example}, {id: «10001», host: b.example}]
      services: {broker: , controller: {on: [1]}}
      """,
      gives: .error(
        "controller-id",
        "broker id 10001 is the id of the controller beside broker 1",
        help: "controllers have the ids of their brokers plus 10000; choose others for the brokers"
      )
    )
  }

  @Test func `a controller's id must be one for Kafka`() {
    expect(
      "cluster: test\nrelease: 8.3.0\nnodes: [{id: «2147483647», host: a.example}]\nservices: [broker, controller]\n",
      gives: .error(
        "id-too-large",
        "the controller beside broker 2147483647 would have id 2147493647, and Kafka's ids end at 2147483647",
        help: "choose a smaller broker id"
      )
    )
  }

  @Test func `the controllers' listener has a name and a port that no other has`() {
    expect(
      Self.profile("services: [broker]\nlisteners: [{name: «CONTROLLER», port: 9092}, {name: B, port: «9093»}]"),
      gives: .error(
        "controller-listener",
        "listener `CONTROLLER` is the controllers' own",
        help: "choose another name"
      ),
      .error("port-in-use", "port 9093 of listener `B` is the port of `controller`", help: "choose another port")
    )
  }

  @Test(arguments: [("7.9.6", true), ("7.9.7", false)])
  func `controllers that tell their container's name need one that fits`(_ release: String, _ isRefused: Bool) {
    let label = String(repeating: "k", count: 60)
    let text = MarkedText(
      "cluster: test\nrelease: \(release)\nnodes: {count: 3, host: «'\(label)-{id}.example'»}\nservices: [broker]\n"
    )
    let refusal = Finding.error(
      "controller-host-name",
      "controllers of release 7.9.6 tell each other their containers' host names, and `\(label)-1.example` is too long "
        + "for one",
      help: "use names of up to 64 characters, or release 7.9.7"
    )
    #expect(resolve(text.source).findings == (isRefused ? text.findings([refusal]) : []))
  }

  // MARK: Cluster id

  @Test func `a cluster's id follows from its name, and is one that Kafka takes`() {
    let names = (0..<500).map { "cluster-\($0)" } + ["a", "b", "prod", "prod1", "prod2"]
    let ids = names.map { Cluster.id(ofName: $0) }
    #expect(Set(ids).count == names.count)
    for id in ids {
      #expect(id.wholeMatch(of: /[A-Za-f][A-Za-z0-9_-]{20}[AQgw]/) != nil, "\(id)")
    }
    // Clusters that run have it in their meta.properties: it must stay what it was.
    #expect(Cluster.id(ofName: "kraft-prod") == "Y5tvm-ahy3_l0oJpq_4YNQ")
  }

  @Test func `an id of the profile goes before`() throws {
    let cluster = try cluster(Self.profile("services: [broker]\ncluster_id: 4L6g3nShT-eMCtK--X86sw"))
    #expect(cluster.id == "4L6g3nShT-eMCtK--X86sw")
  }

  @Test func `with ZooKeeper an id is for the volumes alone, and no broker has it`() throws {
    let cluster = try cluster(
      Self.profile(release: "7.9.7", "services: [zookeeper, broker]\ncluster_id: 4L6g3nShT-eMCtK--X86sw")
    )
    #expect(cluster.givenID == "4L6g3nShT-eMCtK--X86sw" && cluster.mode == .zookeeper)
  }

  @Test(arguments: [
    // Everyone has the id of the sample.
    "MkU3OEVBNTcwNTJENDM2Qk", "-L6g3nShT-eMCtK--X86sw", "4L6g3nShT-eMCtK--X86s", "4L6g3nShT-eMCtK--X86sww",
    "4L6g3nShT+eMCtK//X86sw",
  ])
  func `an id that Kafka or a careful operator wouldn't take`(_ id: String) {
    expect(
      Self.profile("services: [broker]\ncluster_id: «'\(id)'»"),
      gives: .error(
        "bad-cluster-id",
        "`cluster_id` is `\(id)`, which is no cluster id of your own",
        help: "write the 22 characters that `kafka-storage random-uuid` prints, or remove the key"
      )
    )
  }
}
