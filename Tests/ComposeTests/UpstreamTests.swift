import Findings
import Catalog
import Cluster
import Compose
import TestSupport
import Testing
import YAML

/// What the edit does with a real upstream file: takes out what can't stay, and leaves the rest as it is.
@Suite struct UpstreamTests {
  /// A compose file of the two services that every cluster has, with more lines in the broker and more services.
  private static func upstream(broker: String = "", services: String = "", top: String = "") -> String {
    """
    services:
      zookeeper: {image: 'confluentinc/cp-zookeeper:5.3.1'}
      broker:
        image: confluentinc/cp-kafka:5.3.1
    \(broker.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
    \(services.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
    \(top)
    """
  }

  private static let small = profile(nodes: 1, "services: [zookeeper, broker]")

  // MARK: Licences

  @Test func `the broker becomes the community's`() throws {
    let file = try composed(profile(nodes: 1), upstream: upstreamFile)
    #expect(file.text("broker", "image") == "confluentinc/cp-kafka:5.3.1")
  }

  @Test func `services that need a licence or make sample data are gone`() throws {
    let file = try composed(profile(nodes: 1, everything), upstream: upstreamFile)
    #expect(
      file.services
        == ["zookeeper", "broker", "schema-registry", "connect", "ksql-server", "rest-proxy", "kafka-manager"]
    )
  }

  @Test func `variables that only licensed features read are gone`() throws {
    let yaml = try composed(profile(nodes: 1, everything), upstream: upstreamFile).yaml
    for text in ["METRIC", "INTERCEPTOR", "CLASSPATH", "CUSTOMER_ID", "enterprise", "control-center"] {
      #expect(!yaml.replacing("KAFKA_CONFLUENT_SUPPORT_METRICS_ENABLE: 'false'", with: "").contains(text), "\(text)")
    }
  }

  @Test func `a service of any name goes when its image needs a licence`() throws {
    let file = try composed(
      Self.small,
      upstream: Self.upstream(services: "replicator: {image: 'mirror.example/x/cp-enterprise-replicator:5.3.1'}")
    )
    #expect(file.services == ["zookeeper", "broker"])
  }

  // MARK: References

  @Test(
    arguments: [
      ("depends_on: [zookeeper, connect, schema-registry]", "[zookeeper]"),
      ("depends_on: [connect]", nil),
      ("depends_on: {connect: {condition: service_healthy}, zookeeper: {condition: service_started}}", "{zookeeper}"),
      ("depends_on: {connect: {condition: service_healthy}}", nil),
      ("links: [zookeeper, 'connect:c']", "[zookeeper]"),
      ("volumes_from: ['connect:ro', zookeeper]", "[zookeeper]"),
      ("network_mode: service:connect", nil),
      ("network_mode: service:zookeeper", "service:zookeeper"),
      ("ipc: service:connect", nil),
      ("pid: host", "host"),
    ] as [(String, String?)]
  )
  func `no key points to a service that is gone`(_ line: String, _ left: String?) throws {
    let services = "connect: {image: 'a/b:1'}\nmonitor:\n  image: a/c:1\n  \(line)"
    let file = try composed(Self.small, upstream: Self.upstream(services: services))
    let key = String(line.prefix { $0 != ":" })
    let node = file["monitor", key]
    let text =
      node?.sequence.map { "[\($0.compactMap { $0.scalar?.text }.joined(separator: ", "))]" }
      ?? node?.mapping.map { "{\($0.entries.map(\.key).joined(separator: ", "))}" } ?? node?.scalar?.text
    #expect(text == left)
  }

  @Test(arguments: [
    ("http://connect:8083", true), ("connect:8083", true), ("http://connect", true), ("https://connect/path", true),
    ("http://user:secret@connect:8083/", true), ("a:1,connect:8083", true), ("http://a:1;http://connect:2", true),
    ("connect", false), ("connect: me", false), ("http://connect.example.com:8083", false), ("my-connect:8083", false),
    ("http://broker:8083/connect:1", false), ("jdbc:connect", false), ("", false), ("broker:29092", false),
  ])
  func `no variable names a service that is gone as a host`(_ value: String, _ goes: Bool) throws {
    let services = "connect: {image: 'a/b:1'}\nmonitor: {image: 'a/c:1', environment: {A: '\(value)', B: kept}}"
    let environment = try composed(Self.small, upstream: Self.upstream(services: services)).environment("monitor")
    #expect(environment == (goes ? ["B": "kept"] : ["A": value, "B": "kept"]))
  }

  @Test func `a volume that nobody mounts any more is gone`() throws {
    let file = try composed(
      Self.small,
      upstream: Self.upstream(
        broker: "volumes: ['old:/var/lib/kafka/data', 'kept:/extra', {type: volume, source: long, target: /long}]",
        services: "connect: {image: 'a/b:1', volumes: ['gone:/x']}",
        top: "volumes: {old: , kept: {driver: local}, long: , gone: }"
      )
    )
    #expect(file.node.mapping?["volumes"]?.mapping?.entries.map(\.key) == ["kept", "long"])
  }

  @Test func `no list of volumes is left without a volume`() throws {
    let file = try composed(
      Self.small,
      upstream: Self.upstream(broker: "volumes: ['old:/var/lib/kafka/data']", top: "volumes: {old: }")
    )
    #expect(file.node.mapping?["volumes"] == nil)
  }

  @Test func `nothing in the file names a service that is gone`() throws {
    let file = try composed(profile(nodes: 4, "services: [zookeeper, broker]"), node: 3, upstream: upstreamFile)
    #expect(file.services == ["broker"] && file["broker", "depends_on"] == nil)
    for service in ["zookeeper:2181,", "schema-registry", "connect:", "ksql", "rest-proxy"] {
      #expect(!file.yaml.contains(service), "\(service)")
    }
  }

  // MARK: Images

  @Test func `images that are named by variables from outside the folder are written out`() throws {
    let upstream = UpstreamFile(of: Version(5, 4, 11), .community).text
    #expect(upstream.contains("${REPOSITORY}/cp-kafka:${TAG}"))
    let file = try composed(profile(nodes: 1, release: "5.4.11"), upstream: upstream)
    #expect(file.text("broker", "image") == "confluentinc/cp-kafka:5.4.11")
    #expect(file.text("rest-proxy", "image") == "confluentinc/cp-kafka-rest:5.4.11")
  }

  @Test func `the wrong images of some branches become the release's own, and a mirror's are refused`() throws {
    let upstream = UpstreamFile(of: Version(5, 5, 2), .community).text
    let profile = profile(nodes: 1, release: "5.5.2", "services: [zookeeper, broker]")
    #expect(try composed(profile, upstream: upstream).text("broker", "image") == "confluentinc/cp-kafka:5.5.2")
    try expect(
      upstream.replacing("confluentinc/cp-kafka:5.5.10", with: "«mirror.example/cp-kafka:5.5.10»"),
      for: profile,
      gives: .error(
        "other-release",
        "image `mirror.example/cp-kafka:5.5.10` of service `broker` is of release 5.5.10, and the cluster is of 5.5.2",
        help: "write `confluentinc/cp-kafka:5.5.2`, or name another in the profile under `services.broker.image`"
      )
    )
  }

  // MARK: What is added

  @Test func `the broker starts after a ZooKeeper that the file doesn't have`() throws {
    let file = try composed(Self.small, upstream: "services: {broker: {image: 'confluentinc/cp-kafka:5.3.1'}}")
    #expect(file.list("broker", "depends_on") == ["zookeeper"])
    #expect(try composed(Self.small, upstream: Self.upstream())["broker", "depends_on"] == nil)
  }

  @Test(arguments: ["zookeeper", "controller"])
  func `what a file says of identity, quorum, listeners and folders in other ways is gone`(_ keeper: String) throws {
    let text = profile(nodes: 3, release: "7.9.8", "services: [\(keeper), broker]")
    let variables = [
      "KAFKA_BROKER_ID", "KAFKA_NODE_ID", "KAFKA_PROCESS_ROLES", "KAFKA_ZOOKEEPER_CONNECT",
      "KAFKA_ADVERTISED_HOST_NAME",
      "KAFKA_ADVERTISED_PORT", "KAFKA_PORT", "KAFKA_LOG_DIR", "KAFKA_LOG_DIRS", "KAFKA_METADATA_LOG_DIR", "CLUSTER_ID",
      "KAFKA_CONTROLLER_QUORUM_VOTERS", "KAFKA_CONTROLLER_QUORUM_BOOTSTRAP_SERVERS", "KAFKA_CONTROLLER_LISTENER_NAMES",
      "KAFKA_ADVERTISED_LISTENERS", "KAFKA_INTER_BROKER_LISTENER_NAME", "KAFKA_METRIC_REPORTERS",
    ]
    let environment = "environment: {\(variables.map { "\($0): other" }.joined(separator: ", ")), TZ: Asia/Seoul}"
    let file = try composed(
      text,
      upstream: Self.upstream(
        broker: environment,
        services: "controller: {image: 'confluentinc/cp-server:5.3.1', \(environment)}"
      ).replacing("5.3.1", with: "7.9.8")
    )
    let own = try composed(text)
    for service in own.services where service != "zookeeper" {
      var expected = own.environment(service)
      expected["TZ"] = "Asia/Seoul"
      #expect(file.environment(service) == expected)
    }
  }

  @Test(arguments: [(1, "1"), (3, "3")])
  func `the log of processing errors has copies like every topic`(_ nodes: Int, _ expected: String) throws {
    let name = "KSQL_KSQL_LOGGING_PROCESSING_TOPIC_REPLICATION_FACTOR"
    let upstream = UpstreamFile(of: Version(7, 6, 12), .community).text
    func copies(_ environment: String = "", upstream: String?) throws -> String? {
      let text = profile(nodes: nodes, "services: {zookeeper: , broker: , ksqldb-server: {\(environment)}}")
      return try composed(text.replacing("5.3.1", with: "7.6.12"), upstream: upstream).environment("ksqldb-server")[
        name
      ]
    }
    #expect(try copies(upstream: upstream) == expected)
    #expect(try copies(upstream: nil) == nil)
    #expect(try copies("environment: {\(name): 2}", upstream: upstream) == "2")
  }

  // MARK: What stays

  @Test func `keys and variables that the program doesn't own stay, in their order`() throws {
    let file = try composed(
      Self.small,
      upstream: Self.upstream(
        broker: """
          environment: {TZ: Asia/Seoul, KAFKA_LOG4J_LOGGERS: 'a=WARN'}
          cap_add: [SYS_NICE]
          labels: {a: '$$b'}
          mem_limit: 4g
          """,
        top: "x-note: {a: 1}\nnetworks: {default: {driver: bridge}}"
      )
    )
    #expect(
      file.keys(of: "broker") == [
        "image", "environment", "cap_add", "labels", "mem_limit", "hostname", "networks", "ports", "volumes", "restart",
        "stop_grace_period", "ulimits", "logging", "healthcheck",
      ]
    )
    #expect(file["broker", "environment"]?.mapping?.entries.prefix(2).map(\.key) == ["TZ", "KAFKA_LOG4J_LOGGERS"])
    #expect(file["broker", "labels"]?.mapping?["a"]?.scalar?.text == "$$b")
    #expect(file.node.mapping?.entries.map(\.key) == ["services", "x-note", "networks"])
  }

  @Test func `a service that the program doesn't know stays as it is, in its place`() throws {
    let file = try composed(
      Self.small,
      upstream: "services:\n  first: {image: 'a/b:1', command: [x, '$$y'], environment: {A: ~, B: 1}}\n"
        + "  broker: {image: 'confluentinc/cp-kafka:5.3.1'}\n  last: {build: .}\n"
    )
    #expect(file.services == ["first", "broker", "last", "zookeeper"])
    #expect(
      file.yaml.hasPrefix("services:\n  first: {image: 'a/b:1', command: [x, '$$y'], environment: {A: ~, B: 1}}\n")
    )
    #expect(file.keys(of: "last") == ["build"])
  }

  @Test func `the version key goes, as newer composes warn of it`() throws {
    let file = try composed(profile(nodes: 1), upstream: upstreamFile)
    #expect(file.node.mapping?.entries.map(\.key) == ["services", "networks"])
  }

  @Test func `an environment in the form of a list is read like the other`() throws {
    let file = try composed(
      Self.small,
      upstream: Self.upstream(
        broker: "environment: [KAFKA_BROKER_ID=9, TZ=Asia/Seoul, 'A=b=c', EMPTY=, PASSED, KAFKA_METRIC_REPORTERS=x]"
      )
    )
    let environment = file.environment("broker")
    #expect(environment["KAFKA_BROKER_ID"] == "1" && environment["TZ"] == "Asia/Seoul" && environment["A"] == "b=c")
    #expect(environment["EMPTY"] == "" && environment["KAFKA_METRIC_REPORTERS"] == nil)
    #expect(file["broker", "environment"]?.mapping?["PASSED"]?.scalar?.type == .null)
  }

  @Test func `an empty environment is none`() throws {
    let file = try composed(Self.small, upstream: Self.upstream(broker: "environment:"))
    #expect(file.environment("broker")["KAFKA_BROKER_ID"] == "1")
  }

  @Test func `a port of the container is published once, as the profile says`() throws {
    let file = try composed(
      Self.small,
      upstream: Self.upstream(
        broker: "ports: ['9092:9092', '0.0.0.0:29092:29092/tcp', {target: 9092, published: 19092}]"
      )
    )
    #expect(file.list("broker", "ports") == ["29092:29092", "127.0.0.1:9092:9092"])
  }

  @Test func `a path of the container is mounted once, from the data volume, and others stay`() throws {
    let file = try composed(
      Self.small,
      upstream: Self.upstream(
        broker: "volumes: ['./data:/var/lib/kafka/data:rw', '/a:/etc/kafka/secrets:ro', "
          + "{type: bind, source: /x, target: /var/lib/kafka/data}]"
      )
    )
    #expect(
      file.list("broker", "volumes") == ["/data/kafka-data:/var/lib/kafka/data", "/a:/etc/kafka/secrets:ro"]
    )
  }

  @Test(arguments: [
    "extra_hosts: ['db:10.9.9.9', 'kafka-1:10.9.9.8']", "extra_hosts: {db: 10.9.9.9, kafka-1: 10.9.9.8}",
  ])
  func `hosts of the file stay beside the cluster's own`(_ line: String) throws {
    let file = try composed(addressed, node: 1, upstream: Self.upstream(broker: line))
    #expect(file.list("broker", "extra_hosts") == ["kafka-1:10.0.1.11", "kafka-3:10.0.3.11", "db:10.9.9.9"])
  }

  @Test(arguments: [
    ("networks: [front, back]", "{front: {aliases: [kafka.example.com]}, back: {aliases: [kafka.example.com]}}"),
    ("networks: {front: {aliases: [kafka.example.com, k]}}", "{front: {aliases: [kafka.example.com, k]}}"),
    (
      "networks: {front: {ipv4_address: 172.16.0.2}}",
      "{front: {ipv4_address: 172.16.0.2, aliases: [kafka.example.com]}}"
    ),
  ])
  func `the broker stays in its networks and is known there by the node's name`(
    _ line: String,
    _ networks: String
  ) throws {
    let file = try composed(Self.small, upstream: Self.upstream(broker: line, top: "networks: {front: , back: }"))
    #expect(file.yaml.contains("    networks: \(networks)\n"))
  }

  @Test func `a broker in the instance's network has no network of its own`() throws {
    let file = try composed(Self.small, upstream: Self.upstream(broker: "network_mode: host"))
    #expect(file["broker", "networks"] == nil && file.text("broker", "network_mode") == "host")
  }

  @Test func `a mirror's image stays, and the profile's goes before it`() throws {
    let upstream = Self.upstream().replacing("confluentinc/cp-kafka", with: "mirror.example/cp-kafka")
    #expect(try composed(Self.small, upstream: upstream).text("broker", "image") == "mirror.example/cp-kafka:5.3.1")
    let profile = profile(nodes: 1, "services: {zookeeper: , broker: {image: 'b.example/k:1'}}")
    #expect(try composed(profile, upstream: upstream).text("broker", "image") == "b.example/k:1")
  }

  @Test func `the upstream file's services are set like the release's own`() throws {
    let profile = profile(nodes: 3, everything)
    let own = try composed(profile, node: 1)
    let edited = try composed(profile, node: 1, upstream: upstreamFile)
    for service in own.services {
      for (name, value) in own.environment(service)
      where !["CONNECT_", "ZOOKEEPER_TICK"].contains(where: name.hasPrefix) {
        #expect(edited.environment(service)[name] == value, "\(service) \(name)")
      }
      #expect(edited.list(service, "ports")?.prefix(2) == own.list(service, "ports")?.prefix(2), "\(service)")
      #expect(edited.list(service, "volumes") == own.list(service, "volumes"), "\(service)")
    }
    #expect(edited.environment("broker")["KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS"] == nil)
    #expect(edited.environment("schema-registry")["SCHEMA_REGISTRY_KAFKASTORE_CONNECTION_URL"] == nil)
    #expect(edited.environment("connect")["CONNECT_ZOOKEEPER_CONNECT"] == nil)
  }

  // MARK: Files that can't become the stack

  private static let wanted = "give a docker-compose.yml of cp-all-in-one, release 5.3.1"
  private static let notCompose = "see that `docker compose config` takes the file"

  @Test(arguments: ["«a»: 1\n", "«-» a\n", "«text»\n", "«s»ervices: [a]\n", "«s»ervices: ~\n"])
  func `what is no compose file at all`(_ text: String) throws {
    try expect(text, gives: .error("no-services", "the compose file has no mapping `services`", help: Self.wanted))
  }

  @Test func `a compose file without a broker is another program's`() throws {
    try expect(
      "services:\n  «web»: {image: 'a/b:1'}\n  db: {image: 'a/c:1'}\n",
      gives: .error(
        "no-broker",
        "the compose file has no service that runs a Kafka broker",
        help: "give one that has, such as the docker-compose.yml of cp-all-in-one, release 5.3.1"
      )
    )
  }

  @Test func `a service that is no mapping`() throws {
    try expect(
      Self.upstream(services: "web: «text»"),
      gives: .error("bad-service", "service `web` is not a mapping", help: Self.notCompose)
    )
  }

  @Test func `an environment that is neither list nor mapping`() throws {
    try expect(
      Self.upstream(broker: "environment: «text»"),
      gives: .error("bad-environment", "`environment` is neither a mapping nor a list", help: Self.notCompose)
    )
  }

  @Test(arguments: ["«=b»", "«''»", "«[»a]"])
  func `an item of an environment without a name`(_ item: String) throws {
    try expect(
      Self.upstream(broker: "environment: [A=b, \(item)]"),
      gives: .error("bad-environment", "an item of `environment` is not NAME=value", help: Self.notCompose)
    )
  }

  @Test(arguments: [
    "volumes: [«'./conf:/etc/conf:ro'»]", "volumes: [{type: bind, target: /x, source: «./conf»}]", "env_file: «./conf»",
    "env_file: [/etc/a.env, .env, «./conf»]",
  ])
  func `a path in the checkout that cp-all-in-one doesn't have`(_ line: String) throws {
    let upstream = Self.upstream(services: "web: {image: 'a/b:1', \(line)}")
    let warning = Finding.warning(
      "relative-path",
      "service `web` needs `./conf`, which isn't known to be in the checkout's folder `cp-all-in-one`",
      help: "give its path on the node, or the repository that has it under `checkout`"
    )
    try expect(upstream, gives: warning)
    let own = profile(nodes: 1, "checkout: {repository: 'https://git.example.com/a'}")
    #expect(edit(try cluster(own), node: 0, upstream: MarkedText(upstream).source).findings == [])
  }

  @Test(arguments: [
    "$NAME", "${NAME}", "a${NAME}b", "$$${NAME}", "${OTHER:-x}${NAME}", "${NAME?needed}", "${NAME:?}",
    "\u{600}$NAME", "\u{200D}${NAME\u{301}}", "$NAME\u{301}", "$$\u{301}$NAME",
  ])
  func `a variable that has no value on the node`(_ value: String) throws {
    try expect(
      Self.upstream(services: "web: {image: 'a/b:1', labels: {a: «'\(value)'»}, command: [«'\(value)'»]}"),
      gives: Self.unset,
      Self.unset
    )
  }

  private static let unset = Finding.error(
    "unset-variable",
    "variable `NAME` has no value on the node",
    help: "write the value into the file, or one to fall back on, such as `${NAME:-value}`; `$$` is a dollar"
  )

  @Test(arguments: ["$$NAME", "$${NAME}", "${NAME:-x}", "${NAME-}", "$", "$1", "100$", "a$-b", "$\u{301}NAME"])
  func `a dollar that asks for no variable, or has something to fall back on`(_ value: String) throws {
    try expect(Self.upstream(services: "web: {image: 'a/b:1', labels: {a: '\(value)'}}"))
  }

  @Test func `variables of the node's own, and of what doesn't stay, have values or need none`() throws {
    try expect(
      Self.upstream(
        broker: "environment: {KAFKA_LISTENERS: '$A', B: '${LOCAL_IPV4}'}",
        services: "connect: {image: '$A/b:$C'}",
        top: "x-note: $A"
      ),
      for: profile(
        nodes: 1,
        "services: [zookeeper, broker]\nlisteners: [{name: A, port: 29092, advertise: local-ipv4}]"
      )
    )
  }

  @Test func `what is wrong with a file is reported once, however many nodes there are`() throws {
    let text = Self.upstream(broker: "environment: text")
    let profile = Source(name: "profile.yaml", text: profile(nodes: 3))
    let diagnostics = render(profile, upstream: Source(name: "docker-compose.yml", text: text)).diagnostics
    #expect(diagnostics.all.filter { $0.mark?.source.name != "profile.yaml" }.map(\.id) == ["bad-environment"])
  }

  @Test func `cut off anywhere, an upstream file gives findings and no crash`() throws {
    let cluster = try cluster(profile(nodes: 3, everything))
    let bytes = Array(upstreamFile.utf8)
    for length in stride(from: 0, to: bytes.count, by: 7) {
      _ = edit(cluster, node: 1, upstream: Source(name: "docker-compose.yml", bytes: Array(bytes[..<length])))
    }
  }
}
