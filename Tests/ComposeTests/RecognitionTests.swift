@testable import Compose
import Findings
import TestSupport
import Testing
import YAML

/// What becomes of a compose file that somebody has written for one host: whatever its services are called, they are the
/// cluster's.
@Suite struct RecognitionTests {
  private static let three = profile(nodes: 3, release: "7.9.0", "services: [zookeeper, broker, schema-registry]")
  private static let one = profile(nodes: 1, release: "8.3.0", "services: [broker]")

  /// Three brokers, two servers of ZooKeeper, a Schema Registry of another name and port, and services round them.
  static let written = """
    version: '3'
    x-kafka: &kafka
      image: confluentinc/cp-kafka:7.9.0
      depends_on: [zoo1, zoo2]
    services:
      zoo1:
        image: confluentinc/cp-zookeeper:7.9.0
        hostname: zoo1
        container_name: zoo1
        ports: ['22181:22181']
        environment: {ZOOKEEPER_CLIENT_PORT: 22181, ZOOKEEPER_SERVER_ID: 1, ZOOKEEPER_SERVERS: zoo1:1:2;zoo2:1:2}
      zoo2:
        image: confluentinc/cp-zookeeper:7.9.0
        environment: [ZOOKEEPER_CLIENT_PORT=32181, ZOOKEEPER_SERVER_ID=2, ZOOKEEPER_SERVERS=zoo1:1:2;zoo2:1:2]
      kafka1:
        <<: *kafka
        hostname: kafka1.local
        ports: ['19092:19092', '9991:9991']
        environment:
          KAFKA_BROKER_ID: 1
          KAFKA_ZOOKEEPER_CONNECT: zoo1:22181,zoo2:32181
          KAFKA_LISTENERS: IN://0.0.0.0:9093,OUT://0.0.0.0:19092
          KAFKA_ADVERTISED_LISTENERS: IN://kafka1:9093,OUT://localhost:19092
          KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: IN:PLAINTEXT,OUT:PLAINTEXT
          KAFKA_INTER_BROKER_LISTENER_NAME: IN
          KAFKA_LOG_RETENTION_HOURS: 72
          KAFKA_JMX_PORT: 9991
        volumes: ['kafka1-data:/var/lib/kafka/data']
      kafka2: &kafka2
        <<: *kafka
        ports: ['29092:29092']
        environment:
          KAFKA_BROKER_ID: 2
          KAFKA_ZOOKEEPER_CONNECT: zoo1:22181,zoo2:32181
          KAFKA_LISTENERS: IN://0.0.0.0:9093,OUT://0.0.0.0:29092
          KAFKA_ADVERTISED_LISTENERS: IN://kafka2:9093,OUT://localhost:29092
          KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: IN:PLAINTEXT,OUT:PLAINTEXT
          KAFKA_INTER_BROKER_LISTENER_NAME: IN
          KAFKA_LOG_RETENTION_HOURS: 72
          KAFKA_JMX_PORT: 9992
        volumes: ['kafka2-data:/var/lib/kafka/data']
      kafka3: {<<: *kafka2, ports: ['39092:39092']}
      registry:
        image: confluentinc/cp-schema-registry:7.9.0
        depends_on: [kafka1, kafka2]
        ports: ['8085:8085']
        environment:
          SCHEMA_REGISTRY_HOST_NAME: registry
          SCHEMA_REGISTRY_LISTENERS: http://0.0.0.0:8085
          SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS: kafka1:9093,kafka2:9093
      kafdrop:
        image: obsidiandynamics/kafdrop:4.0.2
        depends_on: {kafka1: {condition: service_started}, kafka2: {condition: service_started}}
        links: ['kafka1:kafka', 'kafka2:kafka', registry]
        ports: ['9000:9000']
        environment:
          KAFKA_BROKERCONNECT: kafka1:9093,kafka2:9093,kafka3:9093
          SCHEMAREGISTRY_CONNECT: http://registry:8085
          ZOOKEEPER_HOST: zoo2
          CMD_ARGS: --topic=kafka1 /kafka1/kafka2 kafka1.example.com:9093
      topics:
        image: confluentinc/cp-kafka:7.9.0
        command: [bash, -c, kafka-topics --bootstrap-server kafka1.local:9093 --create --topic a]
        environment: {KAFKA_BROKER_ID: ignored, KAFKA_ZOOKEEPER_CONNECT: ignored}
    volumes: {kafka1-data: , kafka2-data: }

    """

  /// The file for a node; its notes say that ports have others there.
  static func ofWritten(node: Int = 0) throws -> ComposedFile {
    let (file, findings) = edit(try cluster(three), node: node, upstream: Source(name: "c.yaml", text: written))
    #expect(findings.allSatisfy { $0.severity == .note })
    return try #require(file)
  }

  @Test func `several brokers of one host are the one broker of every node, and so is the rest`() throws {
    #expect(try Self.ofWritten().services == ["zookeeper", "broker", "schema-registry", "kafdrop", "topics"])
    #expect(try Self.ofWritten(node: 2).environment("broker")["KAFKA_BROKER_ID"] == "3")
  }

  @Test func `what isn't told apart on a node goes, and what the file sets stays`() throws {
    let file = try Self.ofWritten()
    #expect(file.text("zookeeper", "container_name") == nil && file.text("zookeeper", "hostname") == "zookeeper")
    #expect(file.environment("broker")["KAFKA_LOG_RETENTION_HOURS"] == "72")
    #expect(file.list("broker", "ports") == ["29092:29092", "9092:9092", "127.0.0.1:9991:9991"])
    #expect(file.list("broker", "volumes") == ["/data/kafka-data:/var/lib/kafka/data"])
    #expect(file.node.mapping?["volumes"] == nil && file.node.mapping?["x-kafka"] == nil)
  }

  @Test func `the servers listen where the cluster looks for them`() throws {
    let file = try Self.ofWritten()
    #expect(file.environment("zookeeper")["ZOOKEEPER_CLIENT_PORT"] == "2181")
    #expect(file.list("zookeeper", "ports") == ["2181:2181", "2888:2888", "3888:3888"])
    #expect(file.environment("schema-registry")["SCHEMA_REGISTRY_LISTENERS"] == "http://0.0.0.0:8081")
    #expect(file.list("schema-registry", "ports") == ["8081:8081"])
  }

  @Test func `names in keys follow, each once, and no service waits for itself`() throws {
    let file = try Self.ofWritten()
    #expect(
      file.list("broker", "depends_on") == ["zookeeper"] && file.list("schema-registry", "depends_on") == ["broker"]
    )
    #expect(file["kafdrop", "depends_on"]?.mapping?.entries.map(\.key) == ["broker"])
    #expect(file.list("kafdrop", "links") == ["broker:kafka", "schema-registry"])
  }

  @Test func `hosts follow with their ports, in lists once, and what only looks like one stays`() throws {
    let file = try Self.ofWritten()
    #expect(
      file.environment("kafdrop") == [
        "KAFKA_BROKERCONNECT": "broker:29092", "SCHEMAREGISTRY_CONNECT": "http://schema-registry:8081",
        "ZOOKEEPER_HOST": "zookeeper", "CMD_ARGS": "--topic=kafka1 /kafka1/kafka2 kafka1.example.com:9093",
      ]
    )
    #expect(
      file.list("topics", "command")?.last == "kafka-topics --bootstrap-server broker:29092 --create --topic a"
    )
  }

  @Test func `a port that is another on the nodes is said`() throws {
    try expect(
      """
      services:
        broker: {image: 'confluentinc/cp-kafka:7.9.0'}
        zookeeper: {image: 'confluentinc/cp-zookeeper:7.9.0'}
        registry:
          image: confluentinc/cp-schema-registry:7.9.0
          environment: {SCHEMA_REGISTRY_LISTENERS: «'http://0.0.0.0:8085'»}

      """,
      for: profile(nodes: 1, release: "7.9.0", "services: [zookeeper, broker, schema-registry]"),
      gives: .note(
        "other-port",
        "`registry` listens on 8085 here, and `schema-registry` on 8081 of every node that runs it"
      )
    )
  }

  @Test(arguments: [
    "image: apache/kafka:8.3.0", "image: 'our.registry:5000/kafka:v8.3.0'",
    "{image: 'our/streaming:8.3.0', environment: {KAFKA_PROCESS_ROLES: 'broker,controller'}}",
    "{image: 'our/streaming:8.3.0', environment: [KAFKA_ADVERTISED_LISTENERS=A://b:1]}",
    "{image: 'confluentinc/cp-kafka:8.3.0', command: [bash, -c, 'prepare; exec /etc/confluent/docker/run']}",
  ])
  func `a broker is known by its image or by its variables`(_ service: String) throws {
    let text = service.hasPrefix("{") ? service : "{\(service)}"
    #expect(try composed(Self.one, upstream: "services: {queue: \(text)}").services == ["broker"])
  }

  @Test func `a controller is known by its roles, and controllers beside brokers go where brokers are controllers`()
    throws
  {
    let upstream = """
      services:
        controller-1: {image: 'apache/kafka:8.3.0', environment: {KAFKA_PROCESS_ROLES: controller, KAFKA_NODE_ID: 1}}
        controller-2: {image: 'apache/kafka:8.3.0', environment: {KAFKA_PROCESS_ROLES: controller, KAFKA_NODE_ID: 2}}
        broker-1:
          image: apache/kafka:8.3.0
          environment: {KAFKA_PROCESS_ROLES: broker, KAFKA_NODE_ID: 4}
          depends_on: [controller-1, controller-2]

      """
    let combined = try composed(Self.one, upstream: upstream)
    #expect(combined.services == ["broker"] && combined["broker", "depends_on"] == nil)
    let isolated = try composed(
      profile(nodes: 1, release: "8.3.0", "services: [controller, broker]"),
      upstream: upstream
    )
    #expect(isolated.services == ["controller", "broker"])
    #expect(isolated.list("broker", "depends_on") == ["controller"])
  }

  @Test func `brokers that differ in what the program doesn't set are asked about at the line`() throws {
    try expect(
      """
      services:
        k1:
          image: confluentinc/cp-kafka:8.3.0
          environment: {KAFKA_PROCESS_ROLES: broker, ‹KAFKA_LOG_RETENTION_HOURS›: 24, KAFKA_NODE_ID: 1}
        «k2»:
          image: confluentinc/cp-kafka:8.3.0
          environment: {KAFKA_PROCESS_ROLES: broker, «KAFKA_LOG_RETENTION_HOURS»: 72, KAFKA_NODE_ID: 2}
          «user»: root

      """,
      for: Self.one,
      gives: .warning(
        "other-number-of-brokers",
        "the compose file has 2 brokers, and the cluster has 1, one on each node",
        help: "`nodes` in the profile says how many there are"
      ),
      .error(
        "different-services",
        "services `k1` and `k2` become the one `broker` of every node, and differ in `KAFKA_LOG_RETENTION_HOURS`",
        help: "make them the same, or take it out of both and set it in the profile",
        notes: ["the other is here"]
      ),
      .error(
        "different-services",
        "services `k1` and `k2` become the one `broker` of every node, and differ in `user`",
        help: "make them the same, or take it out of both and set it in the profile"
      )
    )
  }

  @Test func `another program that is called like a service of ours is to be called otherwise`() throws {
    try expect(
      """
      services:
        «broker»: {image: 'eclipse-mosquitto:2'}
        ‹kafka›: {image: 'confluentinc/cp-kafka:8.3.0'}

      """,
      for: Self.one,
      gives: .error(
        "other-service-of-name",
        "service `broker` runs something else than the `broker` of a node, which is called so",
        help: "call it otherwise",
        notes: ["that is `kafka` here"]
      )
    )
  }

  @Test func `services of other files aren't known`() throws {
    try expect(
      "«include»: [other.yaml]\nservices: {kafka: {image: 'confluentinc/cp-kafka:8.3.0'}}\n",
      for: Self.one,
      gives: .error(
        "spread-compose-file",
        "the services that `include` brings aren't known here",
        help: "give what `docker compose config` prints"
      )
    )
  }

  @Test func `a file without a broker says so`() throws {
    try expect(
      "services:\n  «topics»: {image: 'confluentinc/cp-kafka:8.3.0', command: kafka-topics --list}\n",
      for: Self.one,
      gives: .error(
        "no-broker",
        "the compose file has no service that runs a Kafka broker",
        help: "give one that has, such as the docker-compose.yml of cp-all-in-one, release 8.3.0"
      )
    )
  }

  @Test(
    arguments: [
      ("a1:9092", "broker:29092"), ("a1:9092,a2:9092", "broker:29092"),
      ("A://a1:9092,B://a2:9092", "A://broker:29092,B://broker:29092"),
      ("http://a1/x", "http://broker/x"), ("u:p@a1", "u:p@broker"), ("a1:7071", "broker:7071"),
      ("a1", nil), ("xa1:9092", nil), ("a1.b:9092", nil), ("/a1/a2", nil), ("a1:", nil), ("", nil), ("x,x", nil),
      ("x,x,a1:9092", "x,x,broker:29092"), ("e\u{301}a1:9092", "e\u{301}broker:29092"),
    ] as [(String, String?)]
  )
  func `a host is what stands before a port or behind an address's marks`(_ text: String, _ followed: String?) {
    let target = HostReferences.Target(service: "broker", ports: [9092: 29092])
    #expect(HostReferences(hosts: ["a1": target, "a2": target]).followed(in: text) == followed)
  }
}
