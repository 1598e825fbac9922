import Findings
import Catalog
import Cluster
import Profile
import Services
import TestSupport
import Testing
import YAML

/// One test for each kind of finding about values that are right by themselves and wrong together.
@Suite struct FindingTests {
  // MARK: Release

  @Test func `an old release is named with the day its support ended`() {
    let text = MarkedText("cluster: a\nrelease: «5.3.1»\nnodes: {count: 1, host: a.example}\n")
    let (cluster, diagnostics) = decide(text.source)
    #expect(cluster != nil)
    #expect(
      diagnostics.findings
        == text.findings([
          .warning(
            "end-of-support",
            "release 5.3.1 has been out of support since 2022-07-19, and its images may be withdrawn",
            help: "see that your nodes can pull confluentinc/cp-kafka:5.3.1, or name images of a mirror"
          )
        ])
    )
  }

  @Test func `an operating system past its support is named with the day that ended`() {
    expect(
      """
      cluster: a
      release: 8.3.0
      nodes: {count: 1, host: a.example}
      instance: {operating_system: «amazon-linux-2»}
      """,
      gives: .warning(
        "operating-system-support",
        "amazon-linux-2 has been out of support since 2026-06-30, and gets no fixes",
        help: "take `amazon-linux-2023`; the volumes go on under it"
      )
    )
  }

  @Test(arguments: [
    ("5.3.9", "the known ones of its line are 5.3.1 to 5.3.8"), ("8.3.1", "the known ones of its line are 8.3.0"),
    ("12.0.100", "`kafka-cloud-init catalog` lists those known"), ("9", "`kafka-cloud-init catalog` lists those known"),
    ("8.3", "write `release: 8.3.0`, the newest of 8.3"), ("7.9", "write `release: 7.9.8`, the newest of 7.9"),
    ("7", "write `release: 7.9.8`, the newest of 7"), ("v8.3.0", "did you mean `8.3.0`?"),
    (
      "latest",
      "write `release: 8.3.0`, the newest known; a cluster stays on its release until the profile says another"
    ),
  ])
  func `a release that isn't known is not guessed`(_ release: String, _ help: String) {
    expect(
      "cluster: a\nrelease: «\(release)»\nnodes: {count: 1, host: a.example}\n",
      gives: .error("unknown-release", "release `\(release)` isn't known", help: help)
    )
  }

  // MARK: Nodes

  @Test func `several nodes can't go by one name, and nothing else is found because of it`() {
    expect(
      """
      cluster: a
      release: 5.3.1
      nodes: {count: ‹3›, host: «kafka.example.com»}
      services: {zookeeper: {on: [1, 2, 3]}, broker: ~}
      broker: {default.replication.factor: 3}
      """,
      gives: .error(
        "one-host",
        "all 3 nodes would be called `kafka.example.com`",
        help: "put {id} into it, such as kafka-{id}.example.internal",
        notes: ["the number of nodes is set here"]
      )
    )
  }

  @Test func `two nodes of a list can't have one id`() {
    expect(
      "cluster: a\nrelease: 5.3.1\nnodes: [{id: ‹1›, host: a.example}, {id: «1», host: b.example}]\n",
      gives: .error("duplicate-id", "broker id 1 is given twice", notes: ["first given here"])
    )
  }

  @Test func `two nodes of a list can't have one host name, in whatever case`() {
    expect(
      "cluster: a\nrelease: 5.3.1\nnodes: [{id: 1, host: ‹a.example›}, {id: 2, host: «A.Example»}]\n",
      gives: .error("duplicate-host", "host `a.example` is given twice", notes: ["first given here"])
    )
  }

  @Test func `two nodes of a list can't have one address`() {
    expect(
      """
      cluster: a
      release: 5.3.1
      nodes:
      - {id: 1, host: a.example, address: ‹10.0.0.1›}
      - {id: 2, host: b.example, address: «10.0.0.1»}
      """,
      gives: .error("duplicate-address", "address 10.0.0.1 is given twice", notes: ["first given here"])
    )
  }

  @Test func `a value that is given three times is reported at the second and the third`() {
    expect(
      "cluster: a\nrelease: 5.3.1\nnodes: [{id: ‹1›, host: a.b}, {id: «1», host: b.b}, {id: «1», host: c.b}]\n",
      gives: .error("duplicate-id", "broker id 1 is given twice", notes: ["first given here"]),
      .error("duplicate-id", "broker id 1 is given twice", notes: ["first given here"])
    )
  }

  @Test func `addresses are for all nodes or for none`() {
    expect(
      """
      cluster: a
      release: 5.3.1
      nodes:
      - {id: 1, host: a.example, address: ‹10.0.0.1›}
      - {id: «2», host: b.example}
      """,
      gives: .error(
        "missing-address",
        "node 2 has no `address`, and others have one",
        help: "give every node one, or none and let DNS resolve the names",
        notes: ["an address is given here"]
      )
    )
  }

  @Test func `an address that is wrong isn't called missing as well`() {
    expect(
      """
      cluster: a
      release: 5.3.1
      nodes:
      - {id: 1, host: a.example, address: 10.0.0.1}
      - {id: 2, host: b.example, address: «10.0.0»}
      """,
      gives: .error(
        "bad-address",
        "`nodes[1].address` is `10.0.0`, which is no IPv4 address of an instance",
        help: "write it as four numbers from 0 to 255 with dots between, such as 10.0.1.11"
      )
    )
  }

  @Test(arguments: [("2147483647", 2, "2147483648"), ("2147483646", 1_000, "2147484645")])
  func `ids that would count beyond Kafka's last`(_ first: String, _ count: Int, _ last: String) {
    expect(
      "cluster: a\nrelease: 5.3.1\nnodes: {count: \(count), first_id: «\(first)», host: 'k-{id}.example'}\n",
      gives: .error(
        "id-too-large",
        "the last broker id would be \(last), and Kafka's ids end at 2147483647",
        help: "begin with a smaller `first_id`"
      )
    )
  }

  @Test func `Kafka's last id is an id`() throws {
    let cluster = try cluster(
      "cluster: a\nrelease: 5.3.1\nnodes: {count: 2, first_id: 2147483646, host: 'k-{id}.example'}\n"
    )
    #expect(cluster.nodes.map(\.id) == [2_147_483_646, 2_147_483_647])
  }

  @Test(arguments: [(9, 61, false), (10, 61, true), (10, 60, false), (99, 60, false), (100, 60, true)])
  func `a host name can grow too long with the ids`(_ count: Int, _ length: Int, _ isTooLong: Bool) throws {
    let label = String(repeating: "a", count: length)
    let text = "cluster: a\nrelease: 5.3.1\nnodes: {count: \(count), host: «'\(label)-{id}.example'»}\n"
    if !isTooLong {
      _ = try cluster(text.filter { !"«»".contains($0) })
      return
    }
    expect(
      text,
      gives: .error(
        "bad-host-name",
        "the name `\(label)-\(count).example` is too long",
        help: "with the broker id in it, it can have 63 characters between dots, and 253 in all"
      )
    )
  }

  @Test func `an advertised name can grow too long with the ids`() {
    let label = String(repeating: "a", count: 62)
    expect(
      profile(nodes: 10, "listeners: [{name: A, port: 1, advertise: «'\(label){id}'»}]"),
      gives: .error(
        "bad-host-name",
        "the name `\(label)10` is too long",
        help: "with the broker id in it, it can have 63 characters between dots, and 253 in all"
      )
    )
  }

  @Test(arguments: ["zookeeper", "Broker", "schema-registry", "kafka-manager"])
  func `a host name that containers take for a service`(_ name: String) {
    expect(
      "cluster: a\nrelease: 5.3.1\nnodes: {count: 1, host: «\(name)»}\n",
      gives: .error(
        "service-name",
        "`\(name)` is the name of a service, and containers reach that one by it",
        help: "choose another host name, such as kafka.example.internal"
      )
    )
  }

  @Test func `an advertised name that containers take for a service`() {
    expect(
      profile(nodes: 1, "listeners: [{name: A, port: 1, advertise: «broker»}]"),
      gives: .error(
        "service-name",
        "`broker` is the name of a service, and containers reach that one by it",
        help: "choose another host name, such as kafka.example.internal"
      )
    )
  }

  // MARK: Instances

  @Test(arguments: ["m6g.large", "t4g.medium", "c7gn.xlarge", "a1.large", "x2gd.large", "im4gn.large"])
  func `Graviton has no image of this release, also when the type's memory has to be said`(_ type: String) {
    expect(
      profile(nodes: 3, "instance: {type: «\(type)», memory: 8g}"),
      gives: .error(
        "no-image-for-architecture",
        "`\(type)` has aarch64 processors, and release 5.3.1 has images for x86_64 only",
        help: "use a type with those processors, such as m5.large"
      )
    )
  }

  @Test func `an instance type of one node is checked as well`() {
    expect(
      """
      cluster: a
      release: 5.3.1
      nodes: [{id: 1, host: a.example}, {id: 2, host: b.example, instance_type: «m6g.large»}]
      """,
      gives: .error(
        "no-image-for-architecture",
        "`m6g.large` has aarch64 processors, and release 5.3.1 has images for x86_64 only",
        help: "use a type with those processors, such as m5.large"
      )
    )
  }

  @Test(arguments: [
    ("x1e.xlarge", nil), ("m5.metal", nil), ("i3.large", nil), ("m5.0xlarge", "m5.xlarge"),
    ("m5.1xlarge", "m5.xlarge"), ("m5.49xlarge", "m5.4xlarge"), ("m5.xxlarge", "m5.xlarge"), ("m5.lrge", "m5.large"),
  ])
  func `a type of unknown memory asks for it, once for all nodes`(_ type: String, _ meant: String?) {
    expect(
      profile(nodes: 3, "instance: {type: «\(type)»}"),
      gives: .error(
        "unknown-instance-type",
        "the memory of instance type `\(type)` isn't known",
        help: meant.map { "did you mean `\($0)`? If not, say its memory, such as `instance: {memory: 8g}`" }
          ?? "say it, such as `instance: {memory: 8g}`"
      )
    )
  }

  @Test func `memory that is said wrongly isn't called unknown as well`() {
    expect(
      profile(nodes: 1, "instance: {type: i3.large, memory: «15.25g»}"),
      gives: .error(
        "bad-memory",
        "`instance.memory` is `15.25g`, which is no amount of memory",
        help: "write a whole number with `m` (MiB) or `g` (GiB), such as 512m"
      )
    )
  }

  @Test func `heaps that leave the page cache no room`() {
    expect(
      profile(nodes: 3, "services: {zookeeper: , broker: {heap: «6g»}}\ninstance: {type: m5.large}"),
      gives: .error(
        "heaps-too-large",
        "the heaps of 2 services take 6656 MiB, and 4915 MiB is the most on `m5.large`, so that the page cache has room",
        help: "use `m5.xlarge`, the smallest of its family that has room, run fewer services, or set smaller heaps"
      )
    )
  }

  @Test func `heaps that are too large without any in the profile are the instance type's fault`() {
    expect(
      profile(nodes: 1, "instance: {type: «t3.micro»}"),
      gives: .error(
        "heaps-too-large",
        "the heaps of 6 services take 1792 MiB, and 614 MiB is the most on `t3.micro`, so that the page cache has room",
        help: "use `t3.large`, the smallest of its family that has room, run fewer services, or set smaller heaps"
      )
    )
  }

  @Test(arguments: [("4403m", true), ("4404m", false)])
  func `the sum of the heaps may reach sixty per cent of the memory and no more`(_ heap: String, _ fits: Bool) {
    // 512 MiB of ZooKeeper's; 60 per cent of 8192 MiB are 4915.
    let (cluster, findings) = resolve(
      Source(name: "t.yaml", text: profile(nodes: 1, "services: {zookeeper: , broker: {heap: \(heap)}}"))
    )
    #expect((cluster != nil) == fits && findings.map(\.id) == (fits ? [] : ["heaps-too-large"]))
  }

  // MARK: Services

  @Test func `a misspelt service gets the nearest, and isn't called missing as well`() {
    expect(
      profile(nodes: 1, "services: [«zookeper», «brokr»]"),
      gives: .error("unknown-service", "release 5.3.1 has no service `zookeper`", help: "did you mean `zookeeper`?"),
      .error("unknown-service", "release 5.3.1 has no service `brokr`", help: "did you mean `broker`?")
    )
  }

  @Test func `a service that is like no other is told those that there are`() {
    expect(
      profile(nodes: 1, "services: [zookeeper, broker, «flink»]"),
      gives: .error(
        "unknown-service",
        "release 5.3.1 has no service `flink`",
        help:
          "it has `zookeeper`, `broker`, `schema-registry`, `connect`, `rest-proxy`, `ksql-server`, `kafka-manager` and `kafka-ui`; "
          + "one of your own needs an `image`"
      )
    )
  }

  @Test(arguments: ["control-center", "ksql-cli", "ksql-datagen"])
  func `a service that needs a licence or makes sample data is never part of the stack`(_ name: String) {
    expect(
      profile(nodes: 1, "services: [zookeeper, broker, «\(name)»]"),
      gives: .error(
        "licensed-service",
        "service `\(name)` isn't part of a community stack",
        help:
          "it needs an enterprise licence or only makes sample data; remove it, or name the `image` of one of your own"
      )
    )
  }

  @Test func `a service can't be asked for twice`() {
    expect(
      profile(nodes: 1, "services: [zookeeper, ‹broker›, «broker»]"),
      gives: .error("duplicate-service", "service `broker` is asked for twice", notes: ["first asked for here"])
    )
  }

  @Test(arguments: [("[«zookeeper», schema-registry]", "broker"), ("[«broker»]", "zookeeper")])
  func `no cluster of this release goes without a broker and ZooKeeper`(_ services: String, _ missing: String) {
    expect(
      profile(nodes: 1, "services: \(services)"),
      gives: .error(
        "missing-service",
        "`services` has no `\(missing)`",
        help: "add it; a cluster of release 5.3.1 can't do without it"
      )
    )
  }

  @Test func `services that can't be read aren't called missing`() {
    expect(
      profile(nodes: 1, "services: «broker»"),
      gives: .error("wrong-type", "`services` must be a list of names or a mapping of names to settings, not `broker`")
    )
  }

  @Test func `a service can't run on a node that isn't there`() {
    expect(
      profile(nodes: 12, "services: {zookeeper: {on: [1, «0», 2, «13», 3]}, broker: }"),
      gives: .error(
        "unknown-node",
        "`services.zookeeper.on` names node 0, which the cluster doesn't have",
        help: "the ids of its nodes are 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more"
      ),
      .error(
        "unknown-node",
        "`services.zookeeper.on` names node 13, which the cluster doesn't have",
        help: "the ids of its nodes are 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more"
      )
    )
  }

  @Test func `a service can't run on a node twice`() {
    expect(
      profile(nodes: 3, "services: {zookeeper: , broker: , connect: {on: [‹2›, «2»]}}"),
      gives: .error("duplicate-id", "`services.connect.on` names node 2 twice", notes: ["first given here"])
    )
  }

  @Test func `a service that runs nowhere is not asked for`() {
    expect(
      profile(nodes: 3, "services: {zookeeper: , broker: , «connect»: {on: []}}"),
      gives: .error(
        "no-node",
        "`services.connect.on` is an empty list",
        help: "name at least one node, or remove the service"
      )
    )
  }

  @Test func `an id that can't be read isn't called missing`() {
    expect(
      profile(nodes: 3, "services: {zookeeper: {on: [«a»]}, broker: }"),
      gives: .error("wrong-type", "`services.zookeeper.on[0]` must be a whole number from 0 to 2147483647, not `a`")
    )
  }

  @Test func `every node runs a broker`() {
    expect(
      profile(nodes: 3, "services: {zookeeper: , broker: {on: [«1», 2]}}"),
      gives: .error(
        "broker-placement",
        "`services.broker.on` leaves out nodes, and every node runs a broker",
        help: "remove `on`"
      )
    )
  }

  @Test func `brokers on every node may be written out`() throws {
    #expect(try cluster(profile(nodes: 2, "services: {zookeeper: {on: [2]}, broker: {on: [2, 1]}}")).nodes.count == 2)
  }

  @Test func `two Kafka Managers would each have their own passwords`() {
    expect(
      profile(nodes: 3, "services: {zookeeper: , broker: , kafka-manager: {on: [3, «1»]}}"),
      gives: .error(
        "one-user-interface",
        "kafka-manager is placed on 2 nodes",
        help: "one serves the whole cluster; name one node"
      )
    )
  }

  @Test(arguments: [
    ("confluentinc/cp-enterprise-kafka:5.3.1", "`confluentinc/cp-kafka` does the same without one"),
    ("registry.example:5000/mirror/cp-server:5.4.1", "`confluentinc/cp-kafka` does the same without one"),
    (
      "confluentinc/cp-server@sha256:\(String(repeating: "0", count: 64))",
      "`confluentinc/cp-kafka` does the same without one"
    ),
    ("cnfldemos/cp-server-connect-datagen:0.2.0-5.4.0", "`cnfldemos/kafka-connect-datagen` does the same without one"),
    ("confluentinc/cp-enterprise-replicator:5.3.1", "there is no community image that does the same"),
  ])
  func `an image that needs a licence, whichever registry it comes from`(_ image: String, _ help: String) {
    expect(
      profile(nodes: 1, "services: {zookeeper: , broker: {image: «'\(image)'»}}"),
      gives: .error("licensed-image", "image `\(image)` needs an enterprise licence", help: help)
    )
  }

  @Test(arguments: [
    ("zookeeper", "KAFKA_HEAP_OPTS"), ("broker", "KAFKA_HEAP_OPTS"), ("schema-registry", "SCHEMA_REGISTRY_HEAP_OPTS"),
    ("connect", "KAFKA_HEAP_OPTS"), ("rest-proxy", "KAFKAREST_HEAP_OPTS"), ("ksql-server", "KSQL_HEAP_OPTS"),
    ("kafka-manager", "JAVA_OPTS"),
  ])
  func `a heap has a key of its own, so that the sum can be checked`(_ service: String, _ variable: String) {
    let services = ["zookeeper", "broker"].filter { $0 != service }.map { "\($0): , " }.joined()
    expect(
      profile(nodes: 1, "services: {\(services)\(service): {environment: {«\(variable)»: -Xmx1g}}}"),
      gives: .error(
        "owned-variable",
        "variable `\(variable)` is set by the program",
        help: "use `services.\(service).heap`"
      )
    )
  }

  @Test(arguments: ["KAFKA_LOG_RETENTION_HOURS", "KAFKA_ADVERTISED_PORT", "KAFKA_PORT", "KAFKA_SSL_KEYSTORE_TYPE"])
  func `a broker property has a key of its own, so that it can be checked`(_ variable: String) {
    expect(
      profile(nodes: 1, "services: {zookeeper: , broker: {environment: {«\(variable)»: '1'}}}"),
      gives: .error(
        "owned-variable",
        "variable `\(variable)` would set a broker property",
        help: "write the property by its own name under `broker`"
      )
    )
  }

  @Test(arguments: [
    "KAFKA_OPTS", "KAFKA_JMX_PORT", "KAFKA_LOG4J_LOGGERS", "KAFKA_CUB_ZK_TIMEOUT", "KAFKA_SSL_KEYSTORE_FILENAME",
    "KAFKA_SSL_KEY_CREDENTIALS", "TZ",
  ])
  func `a variable of the image's own scripts is free`(_ variable: String) throws {
    let cluster = try cluster(
      profile(nodes: 1, "services: {zookeeper: , broker: {environment: {\(variable): '1'}}}")
    )
    #expect(cluster.placement(of: .broker)?.environment.map(\.name.value) == [variable])
  }

  private static func kraft(_ more: String) -> String {
    "cluster: test\nrelease: 8.3.0\nnodes: {count: 1, host: kafka.example.com}\n\(more)\n"
  }

  @Test(arguments: [
    ("broker", "CLUSTER_ID", "cluster_id"), ("controller", "CLUSTER_ID", "cluster_id"),
    ("controller", "KAFKA_NODE_ID", "nodes"), ("controller", "KAFKA_PROCESS_ROLES", "services"),
    ("controller", "KAFKA_CONTROLLER_QUORUM_VOTERS", "services"), ("controller", "KAFKA_LISTENERS", "listeners"),
    ("controller", "KAFKA_LOG_DIRS", "data"), ("controller", "KAFKA_METADATA_LOG_DIR", "data"),
  ])
  func `what a node is follows from the profile, in either container`(_ service: String, _ name: String, _ key: String)
  {
    let other = service == "broker" ? "controller" : "broker"
    expect(
      Self.kraft("services: {\(other): , \(service): {environment: {«\(name)»: a}}}"),
      gives: .error("owned-variable", "variable `\(name)` is set by the program", help: "it follows from `\(key)`")
    )
  }

  @Test func `with ZooKeeper no variable makes the cluster's id`() {
    expect(
      profile(nodes: 1, "services: {zookeeper: , broker: {environment: {«CLUSTER_ID»: a}}}"),
      gives: .error(
        "owned-variable",
        "variable `CLUSTER_ID` is set by the program",
        help: "remove it: with ZooKeeper the first broker makes the cluster's id"
      )
    )
  }

  // MARK: One of a kind

  private static let oneCopy = Finding.warning(
    "one-copy",
    "with two nodes `min.insync.replicas` is 1: while one is down, a write with acks=all has one copy, and is lost with "
      + "the volume that has it",
    help: "three nodes keep two copies of every write; with `broker: {min.insync.replicas: 2}` two nodes take none "
      + "while one is down"
  )

  private static func onlyServer(_ kind: String, _ name: String, help: String) -> Finding {
    .warning(
      "one-\(kind)",
      "node 1 has the only \(name): while it is down no partition gets another leader, and no topic is made or changed; "
        + "with its volume the cluster's metadata are lost, and so the topics of every node",
      help: help
    )
  }

  private static let pair = "three nodes go on without any one of them; of two, keep snapshots of the volume of node 1"

  @Test func `two nodes have one controller and one copy, and what their loss means is said`() {
    expect(
      "cluster: test\nrelease: 8.3.0\nnodes: {count: «2», host: 'kafka-{id}.example.internal'}\n",
      besides: [],
      gives: Self.onlyServer("controller", "controller", help: Self.pair),
      Self.oneCopy
    )
  }

  @Test func `two listed nodes are as few`() {
    expect(
      "cluster: test\nrelease: 5.3.1\nnodes: [{id: 1, host: a.example}, {id: «2», host: b.example}]\n",
      besides: ["end-of-support"],
      gives: Self.onlyServer("zookeeper", "ZooKeeper server", help: Self.pair),
      Self.oneCopy
    )
  }

  @Test func `one server of three nodes is said at its place`() {
    expect(
      profile(nodes: 3, "services: {broker: , zookeeper: {on: [«1»]}}"),
      besides: ["end-of-support"],
      gives: Self.onlyServer("zookeeper", "ZooKeeper server", help: "place it on three nodes")
    )
  }

  @Test func `who chose how many copies of two must be in sync knows it`() {
    expect(
      profile(nodes: 2, "broker: {min.insync.replicas: 1}"),
      besides: ["end-of-support", "one-zookeeper"]
    )
  }

  @Test(arguments: [1, 3])
  func `one node and three are what they are`(_ nodes: Int) {
    expect(profile(nodes: nodes), besides: ["end-of-support"])
  }

  @Test(arguments: ["public-ipv4", "public-hostname"])
  func `a listener without keys on a public address is said aloud`(_ category: String) {
    expect(
      profile(nodes: 1, "listeners: [{name: A, port: 9092}, {name: B, port: 9093, advertise: «\(category)»}]"),
      besides: ["end-of-support"],
      gives: .warning(
        "public-plaintext",
        "listener `B` is PLAINTEXT on a public address: whoever reaches port 9093 reads, writes and deletes",
        help:
          "let the security group take only addresses that you know to that port, or advertise `host` and come by a VPN"
      )
    )
  }

  @Test(arguments: ["local-ipv4", "local-hostname", "host", "localhost"])
  func `a listener without keys on a private address is as all are`(_ word: String) {
    expect(
      profile(nodes: 1, "listeners: [{name: A, port: 9092}, {name: B, port: 9093, advertise: \(word)}]"),
      besides: ["end-of-support"]
    )
  }

  @Test(arguments: [
    ("public-ip", "public-ipv4"), ("ipv6", "public-ipv4"), ("public", "public-ipv4"), ("local-ip", "local-ipv4"),
    ("hostt", "host"), ("public-host", "public-ipv4"), ("localhst", "localhost"), ("edge", "public-ipv4"),
  ])
  func `a word that is no host of the cluster is no name to advertise`(_ word: String, _ meant: String) {
    expect(
      profile(nodes: 1, "listeners: [{name: A, port: 9092}, {name: B, port: 9093, advertise: «\(word)»}]"),
      gives: .error(
        "unknown-advertise",
        "listener `B` would advertise `\(word)`, which is no host of the cluster",
        help: "did you mean `\(meant)`? It can be `host`, `localhost`, `local-ipv4`, `local-hostname`, `public-ipv4`, "
          + "`public-hostname` or a host name with a dot in it"
      )
    )
  }

  @Test(arguments: ["kafka-1", "KAFKA-1", "kafka-1.example.org", "edge-{id}"])
  func `a host of the cluster by its short name, or any with a dot, is a name to advertise`(_ name: String) {
    expect(profile(nodes: 1, "listeners: [{name: A, port: 9092}, {name: B, port: 9093, advertise: '\(name)'}]"))
  }

  @Test(arguments: ["ZOOKEEPER_SERVER_ID", "ZOOKEEPER_SERVERS", "ZOOKEEPER_CLIENT_PORT"])
  func `one server id for all would break the ensemble`(_ variable: String) {
    expect(
      profile(nodes: 3, "services: {broker: , zookeeper: {environment: {«\(variable)»: '1'}}}"),
      gives: .error(
        "owned-variable",
        "variable `\(variable)` is set by the program",
        help: "it follows from `services.zookeeper.on`"
      )
    )
  }

  @Test(arguments: [2, 4, 6])
  func `an even ensemble is one server more to fail, and no more that may`(_ count: Int) {
    let ids = (1...count).map { $0 == 1 ? "«1»" : String($0) }.joined(separator: ", ")
    expect(
      profile(nodes: 6, "services: {broker: , zookeeper: {on: [\(ids)]}}"),
      gives: .warning(
        "even-quorum",
        "an even number of ZooKeeper servers (\(count)) tolerates no more failures than one less",
        help: "place it on one node more or one less"
      )
    )
  }

  @Test func `ZooKeeper has 255 ids`() throws {
    func text(_ count: Int) -> String {
      profile(nodes: 300, "services: {broker: , «zookeeper»: {on: \(Array(1...count))}}")
    }
    let largest = try cluster(text(255).filter { !"«»".contains($0) })
    #expect(largest.quorum.last?.zooKeeperServerID == 255)
    expect(
      text(256),
      gives: .error(
        "too-many-zookeepers",
        "the ZooKeeper ensemble has 256 servers, and its ids end at 255",
        help: "three or five are enough for any cluster"
      )
    )
  }

  // MARK: Listeners

  @Test func `two listeners can't have one name`() {
    expect(
      profile(nodes: 1, "listeners: [{name: ‹A›, port: 1}, {name: «A», port: 2}]"),
      gives: .error("duplicate-listener", "listener `A` is given twice", notes: ["first given here"])
    )
  }

  @Test func `two listeners can't have one port`() {
    expect(
      profile(nodes: 1, "listeners: [{name: A, port: ‹1›}, {name: B, port: «1»}]"),
      gives: .error("duplicate-port", "port 1 is given twice", notes: ["first given here"])
    )
  }

  @Test func `a broker that only advertises localhost is reached by nobody`() {
    expect(
      profile(nodes: 1, "listeners: [{name: A, port: 9092, advertise: «localhost»}]"),
      gives: .error(
        "no-reachable-listener",
        "every listener advertises `localhost`, which no other machine or container can reach",
        help: "add a listener with `advertise: host`"
      )
    )
  }

  @Test func `a listener that can't be read isn't called unreachable`() {
    expect(
      profile(nodes: 1, "listeners: [{name: «a», port: 1}, {name: B, port: 2, advertise: localhost}]"),
      gives: .error(
        "bad-listener-name",
        "`listeners[0].name` is `a`, which is no listener name",
        help: "use up to 40 capital letters, digits and underscores, beginning with a letter"
      )
    )
  }

  @Test func `several brokers can't advertise one name`() {
    expect(
      profile(nodes: 2, "listeners: [{name: A, port: 1, advertise: «lb.example.com»}]"),
      gives: .error(
        "shared-advertised-name",
        "every broker would advertise `lb.example.com` on listener `A`",
        help: "put {id} into it: clients must be able to reach each broker by itself"
      )
    )
  }

  @Test func `several brokers can't advertise localhost`() {
    expect(
      profile(nodes: 2, "listeners: [{name: A, port: 1}, {name: B, port: 2, advertise: «localhost»}]"),
      gives: .error(
        "shared-advertised-name",
        "every broker would advertise `localhost` on listener `B`",
        help: "leave it out, or let it advertise `host`: Kafka takes an address from one broker of a cluster"
      )
    )
  }

  @Test func `one broker may advertise any name`() throws {
    let cluster = try cluster(profile(nodes: 1, "listeners: [{name: A, port: 1, advertise: lb.example.com}]"))
    #expect(cluster.advertisedHost(cluster.listeners[0], on: cluster.nodes[0]) == .name("lb.example.com"))
  }

  @Test(arguments: [
    (22, "sshd"), (2181, "zookeeper"), (2888, "zookeeper"), (3888, "zookeeper"), (8081, "schema-registry"),
    (8082, "rest-proxy"), (8088, "ksql-server"), (9000, "kafka-manager"),
  ])
  func `a listener can't have a port of another service`(_ port: Int, _ owner: String) {
    expect(
      profile(nodes: 1, "listeners: [{name: A, port: «\(port)»}]"),
      gives: .error(
        "port-in-use",
        "port \(port) of listener `A` is the port of `\(owner)`",
        help: "choose another port"
      )
    )
  }

  @Test func `the port of a service that isn't there is free`() throws {
    let text = profile(
      nodes: 1,
      "services: [zookeeper, broker]\nlisteners: [{name: A, port: 8083}, {name: B, port: 9000}]"
    )
    #expect(try cluster(text).listeners.map(\.port.value) == [8083, 9000])
  }

  // MARK: Volume

  @Test(arguments: [
    ("gp2", 16_385, "1 to 16384"), ("io1", 3, "4 to 16384"), ("io1", 16_385, "4 to 16384"), ("io2", 3, "4 to 65536"),
    ("st1", 124, "125 to 16384"), ("st1", 16_385, "125 to 16384"),
  ])
  func `a size that EBS refuses for the volume's type`(_ type: String, _ size: Int, _ range: String) {
    let iops = type.hasPrefix("io") ? ", iops: 1000" : ""
    expect(
      profile(nodes: 1, "data: {volume: {type: \(type), size: «\(size)»\(iops)}}"),
      gives: .error("volume-size", "a volume of type \(type) can't have \(size) GiB", help: "use \(range) GiB")
    )
  }

  @Test func `a default size that the volume's type refuses is the type's fault`() {
    expect(
      profile(nodes: 1, "data: {volume: {type: «st1»}}"),
      gives: .error("volume-size", "a volume of type st1 can't have 100 GiB", help: "use 125 to 16384 GiB")
    )
  }

  @Test(arguments: [
    ("gp3", 2_999, "3000 to 80000"), ("gp3", 80_001, "3000 to 80000"), ("io1", 64_001, "100 to 64000"),
  ])
  func `IOPS that EBS refuses for the volume's type`(_ type: String, _ iops: Int, _ range: String) {
    expect(
      profile(nodes: 1, "data: {volume: {type: \(type), iops: «\(iops)»}}"),
      gives: .error("volume-iops", "a volume of type \(type) can't have \(iops) IOPS", help: "use \(range)")
    )
  }

  @Test(arguments: ["gp2", "st1"])
  func `a volume whose type takes no IOPS`(_ type: String) {
    expect(
      profile(nodes: 1, "data: {volume: {type: \(type), size: 125, iops: «3000»}}"),
      gives: .error("volume-iops", "a volume of type \(type) takes no `iops`", help: "remove it, or use gp3")
    )
  }

  @Test(arguments: ["io1", "io2"])
  func `a volume whose type needs IOPS`(_ type: String) {
    expect(
      profile(nodes: 1, "data: {volume: {type: «\(type)»}}"),
      gives: .error("volume-iops", "a volume of type \(type) needs `iops`", help: "add it, or use gp3")
    )
  }

  @Test(arguments: ["gp2", "io1"])
  func `a volume whose type takes no throughput`(_ type: String) {
    let iops = type == "io1" ? ", iops: 100" : ""
    expect(
      profile(nodes: 1, "data: {volume: {type: \(type)\(iops), throughput: «125»}}"),
      gives: .error(
        "volume-throughput",
        "a volume of type \(type) takes no `throughput`",
        help: "remove it, or use gp3"
      )
    )
  }

  @Test(arguments: [("gp3", 20, 10_001, 500), ("io1", 10, 501, 50), ("io2", 4, 4_001, 1_000)])
  func `more IOPS than EBS gives a volume of that size`(_ type: String, _ size: Int, _ iops: Int, _ ratio: Int) {
    expect(
      profile(nodes: 1, "data: {volume: {type: \(type), size: \(size), iops: «\(iops)»}}"),
      gives: .error(
        "volume-iops",
        "a volume of type \(type) with \(size) GiB can't have \(iops) IOPS",
        help: "use up to \(ratio * size), which is \(ratio) for each GiB, or make it larger"
      )
    )
  }

  @Test(arguments: [("", 3_000, 751, 3_004, 750), (", iops: 4000", 4_000, 1_001, 4_004, 1_000)])
  func `more throughput than EBS gives for the IOPS`(
    _ more: String,
    _ iops: Int,
    _ throughput: Int,
    _ needed: Int,
    _ most: Int
  ) {
    expect(
      profile(nodes: 1, "data: {volume: {throughput: «\(throughput)»\(more)}}"),
      gives: .error(
        "volume-throughput",
        "a volume of type gp3 with \(iops) IOPS can't have \(throughput) MiB/s",
        help: "give it \(needed) `iops`, four for each MiB/s, or use up to \(most)"
      )
    )
  }

  @Test func `a root volume that EC2 can't boot from`() {
    expect(
      profile(nodes: 1, "instance: {root_volume: {type: «st1», size: 125}}"),
      gives: .error("root-volume", "a volume of type st1 can't be a root volume", help: "use gp3")
    )
    expect(
      profile(nodes: 1, "instance: {root_volume: {size: «7»}}"),
      gives: .error(
        "root-volume",
        "a root volume of 7 GiB is smaller than the machine image",
        help: "use 30, which has room for the images of every service"
      )
    )
  }

  @Test func `a root volume keeps the limits of its type`() {
    expect(
      profile(nodes: 1, "instance: {root_volume: {iops: «2999»}}"),
      gives: .error("volume-iops", "a volume of type gp3 can't have 2999 IOPS", help: "use 3000 to 80000")
    )
  }

  @Test(arguments: [
    "type: gp3, size: 1, iops: 3000, throughput: 125", "type: gp3, size: 65536, iops: 80000, throughput: 2000",
    "type: gp3, size: 20, iops: 10000", "type: gp3, throughput: 750", "type: io2, size: 4, iops: 4000",
    "type: gp2, size: 1", "type: gp2, size: 16384", "type: io1, size: 4, iops: 200",
    "type: io1, size: 16384, iops: 64000",
    "type: io2, size: 4, iops: 100", "type: io2, size: 65536, iops: 256000", "type: st1, size: 125",
    "type: st1, size: 16384",
  ])
  func `the ends of what EBS takes`(_ volume: String) throws {
    _ = try cluster(profile(nodes: 1, "data: {volume: {\(volume)}}"))
  }

  @Test func `without nofail a missing volume keeps SSH from starting`() {
    expect(
      profile(nodes: 1, "data: {options: «'defaults,x-nofail'»}"),
      gives: .error(
        "no-nofail",
        "`data.options` has no `nofail`: without it a missing volume stops the boot before SSH is up",
        help: "add it: defaults,x-nofail,nofail"
      )
    )
  }
}
