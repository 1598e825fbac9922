import Findings
import TestSupport
import Testing
import YAML

/// What the edit sets, for the release's own compose file.
@Suite struct EditTests {
  // MARK: Listeners

  @Test func `one broker advertises its name, and localhost to the instance`() throws {
    let environment = try composed(profile(nodes: 1)).environment("broker")
    #expect(
      environment["KAFKA_ADVERTISED_LISTENERS"]
        == "PLAINTEXT://kafka.example.com:29092,PLAINTEXT_HOST://localhost:9092"
    )
    #expect(environment["KAFKA_LISTENERS"] == "PLAINTEXT://0.0.0.0:29092,PLAINTEXT_HOST://0.0.0.0:9092")
    #expect(
      environment["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"] == "PLAINTEXT:PLAINTEXT,PLAINTEXT_HOST:PLAINTEXT"
    )
  }

  @Test func `no two brokers advertise the same address, since Kafka takes it from the first only`() throws {
    let advertised = try (0..<3).flatMap { node in
      try composed(profile(nodes: 3), node: node).environment("broker")["KAFKA_ADVERTISED_LISTENERS"]?
        .split(separator: ",").map(String.init) ?? []
    }
    #expect(advertised.count == 6 && Set(advertised).count == 6, "\(advertised)")
  }

  @Test func `every advertised port is published, localhost's on the instance alone`() throws {
    #expect(try composed(profile(nodes: 1)).list("broker", "ports") == ["29092:29092", "127.0.0.1:9092:9092"])
  }

  @Test func `listeners of the profile, each with its own protocol, name and port`() throws {
    let cluster = try cluster(
      profile(
        nodes: 3,
        """
        listeners:
        - {name: INTERNAL, port: 29092}
        - {name: EXTERNAL, port: 19092, protocol: SASL_PLAINTEXT, advertise: 'b{id}.kafka.example.com'}
        broker: {sasl.enabled.mechanisms: PLAIN, listener.name.external.plain.sasl.jaas.config: x}
        """
      )
    )
    let file = try #require(edit(cluster, node: 1).file)
    let environment = file.environment("broker")
    #expect(
      environment["KAFKA_ADVERTISED_LISTENERS"]
        == "INTERNAL://kafka-2.example.internal:29092,EXTERNAL://b2.kafka.example.com:19092"
    )
    #expect(environment["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"] == "INTERNAL:PLAINTEXT,EXTERNAL:SASL_PLAINTEXT")
    #expect(file.list("broker", "ports") == ["29092:29092", "19092:19092"])
  }

  @Test func `brokers and health check go by the first listener that is not for the instance alone`() throws {
    let file = try composed(
      profile(nodes: 1, "listeners: [{name: LOCAL, port: 9092, advertise: localhost}, {name: INTERNAL, port: 29092}]")
    )
    #expect(file.environment("broker")["KAFKA_INTER_BROKER_LISTENER_NAME"] == "INTERNAL")
    #expect(
      file["broker", "healthcheck"]?.mapping?["test"]?.scalar?.text == "bash -c '</dev/tcp/localhost/29092'"
    )
  }

  @Test(
    arguments: [
      ("PLAINTEXT", "PLAINTEXT", nil), ("PLAINTEXT", "SSL", "PLAINTEXT"), ("INTERNAL", "PLAINTEXT", "INTERNAL"),
    ] as [(String, String, String?)]
  )
  func `the inter-broker listener is named unless Kafka's defaults find it`(
    _ name: String,
    _ securityProtocol: String,
    _ variable: String?
  ) throws {
    let cluster = try cluster(
      profile(
        nodes: 1,
        release: "7.9.0",
        """
        listeners: [{name: \(name), port: 9093, protocol: \(securityProtocol)}, {name: INSIDE, port: 29092}]
        services: [zookeeper, broker]
        broker: {ssl.keystore.type: PEM, ssl.keystore.key: k, ssl.keystore.certificate.chain: c}
        """
      )
    )
    let file = try #require(edit(cluster, node: 0).file)
    #expect(file.environment("broker")["KAFKA_INTER_BROKER_LISTENER_NAME"] == variable)
  }

  @Test(arguments: [("5.3.1", "KAFKA_REST"), ("5.5.0", "KAFKA_REST"), ("7.9.0", "SCHEMA_REGISTRY")])
  func `Schema Registry waits for the brokers by the variable that its image reads`(
    _ release: String,
    _ prefix: String
  ) throws {
    let environment = try composed(profile(nodes: 3, release: release)).environment("schema-registry")
    #expect(environment.filter { $0.key.contains("MIN_BROKERS") } == ["\(prefix)_CUB_KAFKA_MIN_BROKERS": "3"])
  }

  @Test func `what is known only at boot comes from the file of variables beside the compose file`() throws {
    let listeners = """
      listeners:
      - {name: INSIDE, port: 29092, advertise: local-ipv4}
      - {name: OUTSIDE, port: 9092, advertise: public-hostname}
      """
    let file = try composed(profile(nodes: 2, listeners))
    #expect(
      file.environment("broker")["KAFKA_ADVERTISED_LISTENERS"]
        == "INSIDE://${LOCAL_IPV4}:29092,OUTSIDE://${PUBLIC_HOSTNAME}:9092"
    )
    // No other node's address is known, so clients begin at their own broker.
    #expect(file.environment("rest-proxy")["KAFKA_REST_BOOTSTRAP_SERVERS"] == "broker:29092")
  }

  // MARK: Names

  @Test func `the broker goes by the node's name and by every name it advertises`() throws {
    let file = try composed(
      profile(nodes: 1, "listeners: [{name: A, port: 1, advertise: a.example.com}, {name: B, port: 2}]")
    )
    #expect(file.text("broker", "hostname") == "kafka.example.com")
    #expect(
      file["broker", "networks"]?.mapping?["default"]?.mapping?["aliases"]?.sequence?.map { $0.scalar?.text }
        == ["kafka.example.com", "a.example.com"]
    )
  }

  @Test(arguments: [(63, true), (64, false)])
  func `a host name beyond Linux's 64 characters is an alias only`(_ length: Int, _ isHostName: Bool) throws {
    let host = String(repeating: "a", count: length - 62) + "." + String(repeating: "b", count: 62)
    let file = try composed("cluster: a\nrelease: 5.3.1\nnodes: {count: 1, host: \(host)}\n")
    #expect((file.text("broker", "hostname") == host) == isHostName)
    #expect(file.yaml.contains("aliases: [\(host)]"))
  }

  @Test func `without DNS every container knows the other nodes, and none its own`() throws {
    let file = try composed(addressed + everything, node: 1)
    for service in file.services {
      #expect(file.list(service, "extra_hosts") == ["kafka-1:10.0.1.11", "kafka-3:10.0.3.11"], "\(service)")
    }
  }

  @Test func `with DNS no container has addresses of its own`() throws {
    let file = try composed(profile(nodes: 3))
    for service in file.services { #expect(file[service, "extra_hosts"] == nil) }
  }

  // MARK: Nodes

  @Test func `nodes differ by id, rack, server id and name`() throws {
    let text = """
      cluster: a
      release: 5.3.1
      nodes: {count: 3, first_id: 11, host: 'k{id}.example', zones: [eu-west-1a, eu-west-1b, eu-west-1c]}
      """
    let files = try (0..<3).map { try composed(text, node: $0) }
    #expect(files.map { $0.environment("broker")["KAFKA_BROKER_ID"] } == ["11", "12", "13"])
    #expect(
      files.map { $0.environment("broker")["KAFKA_BROKER_RACK"] } == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    )
    #expect(files.map { $0.environment("zookeeper")["ZOOKEEPER_SERVER_ID"] } == ["1", "2", "3"])
    #expect(files.map { $0.text("broker", "hostname") } == ["k11.example", "k12.example", "k13.example"])
    #expect(
      files.map { $0.environment("rest-proxy")["KAFKA_REST_ID"] } == ["11", "12", "13"].map { "rest-proxy-\($0)" }
    )
    #expect(
      files.map { $0.environment("schema-registry")["SCHEMA_REGISTRY_HOST_NAME"] }
        == ["k11.example", "k12.example", "k13.example"]
    )
    #expect(files.map { $0.services.contains("kafka-manager") } == [true, false, false])
  }

  @Test func `all servers of an ensemble have the same list, in the order of their ids`() throws {
    let text = profile(nodes: 3, "services: {broker: , zookeeper: {on: [3, 1, 2]}}")
    let files = try (0..<3).map { try composed(text, node: $0).environment("zookeeper") }
    let list = ["3", "1", "2"].map { "kafka-\($0).example.internal:2888:3888" }.joined(separator: ";")
    #expect(files.map { $0["ZOOKEEPER_SERVERS"] } == [list, list, list])
    #expect(files.map { $0["ZOOKEEPER_SERVER_ID"] } == ["2", "3", "1"])
    #expect(files.allSatisfy { $0["ZOOKEEPER_QUORUM_LISTEN_ON_ALL_IPS"] == "true" })
  }

  @Test func `one ZooKeeper server has no list and no id`() throws {
    let environment = try composed(profile(nodes: 1)).environment("zookeeper")
    #expect(environment["ZOOKEEPER_SERVERS"] == nil && environment["ZOOKEEPER_SERVER_ID"] == nil)
  }

  @Test(arguments: [
    (1, ["127.0.0.1:2181:2181"]), (2, ["2181:2181"]), (3, ["2181:2181", "2888:2888", "3888:3888"]),
  ])
  func `ZooKeeper is open as far as other nodes need it`(_ nodes: Int, _ ports: [String]) throws {
    #expect(try composed(profile(nodes: nodes)).list("zookeeper", "ports") == ports)
  }

  @Test func `ZooKeeper deletes its old snapshots`() throws {
    let environment = try composed(profile(nodes: 1)).environment("zookeeper")
    #expect(environment["ZOOKEEPER_AUTOPURGE_PURGE_INTERVAL"] == "24")
  }

  @Test func `a node without ZooKeeper has nothing that points to one of its own`() throws {
    let file = try composed(profile(nodes: 4), node: 3)
    #expect(!file.services.contains("zookeeper") && file["broker", "depends_on"] == nil)
    #expect(
      file.environment("broker")["KAFKA_ZOOKEEPER_CONNECT"]
        == (1...3).map { "kafka-\($0).example.internal:2181" }.joined(separator: ",")
    )
  }

  @Test func `a service that runs elsewhere is reached there`() throws {
    let text = profile(nodes: 3, "services: {zookeeper: , broker: , rest-proxy: , schema-registry: {on: [3, 2]}}")
    let urls = try (0..<3).map {
      try composed(text, node: $0).environment("rest-proxy")["KAFKA_REST_SCHEMA_REGISTRY_URL"]
    }
    #expect(
      urls == [
        "http://kafka-2.example.internal:8081", "http://schema-registry:8081", "http://schema-registry:8081",
      ]
    )
  }

  @Test func `a service that runs nowhere is not mentioned`() throws {
    let text = profile(nodes: 1, "services: [zookeeper, broker, connect, rest-proxy, ksql-server]")
    #expect(!(try composed(text).yaml.contains("schema-registry")))
  }

  @Test(arguments: [(1000, nil), (1001, "false")] as [(Int, String?)])
  func `an id among those that Kafka might make up needs a word`(_ id: Int, _ value: String?) throws {
    let text = "cluster: a\nrelease: 5.3.1\nnodes: {count: 1, first_id: \(id), host: a.example}\n"
    #expect(try composed(text).environment("broker")["KAFKA_BROKER_ID_GENERATION_ENABLE"] == value)
  }

  // MARK: Copies

  @Test(arguments: [(1, "1", "1"), (2, "2", "1"), (3, "3", "2"), (5, "3", "2")])
  func `copies of everything by the number of brokers`(_ nodes: Int, _ copies: String, _ least: String) throws {
    let file = try composed(profile(nodes: nodes, everything))
    let broker = file.environment("broker")
    #expect(broker["KAFKA_DEFAULT_REPLICATION_FACTOR"] == copies)
    #expect(broker["KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR"] == copies)
    #expect(broker["KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR"] == copies)
    #expect(broker["KAFKA_MIN_INSYNC_REPLICAS"] == least && broker["KAFKA_TRANSACTION_STATE_LOG_MIN_ISR"] == least)
    let connect = file.environment("connect")
    for topic in ["CONFIG", "OFFSET", "STATUS"] {
      #expect(connect["CONNECT_\(topic)_STORAGE_REPLICATION_FACTOR"] == copies)
    }
    let registry = file.environment("schema-registry")["SCHEMA_REGISTRY_KAFKASTORE_TOPIC_REPLICATION_FACTOR"]
    #expect(registry == (nodes == 1 ? nil : copies))
    #expect(file.environment("ksql-server")["KSQL_KSQL_STREAMS_REPLICATION_FACTOR"] == (nodes == 1 ? nil : copies))
  }

  @Test func `fewer copies by the profile's wish leave topics that can be written to`() throws {
    let text = profile(
      nodes: 3,
      "broker: {default.replication.factor: 1, transaction.state.log.replication.factor: 2}"
    )
    let broker = try composed(text).environment("broker")
    #expect(broker["KAFKA_DEFAULT_REPLICATION_FACTOR"] == "1" && broker["KAFKA_MIN_INSYNC_REPLICAS"] == "1")
    #expect(broker["KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR"] == "2")
    #expect(broker["KAFKA_TRANSACTION_STATE_LOG_MIN_ISR"] == "1")
  }

  // MARK: Properties, variables and images

  @Test func `a broker property becomes the variable that the image makes it from`() throws {
    let broker = try composed(profile(nodes: 1, "broker: {log.retention.hours: 72, log.cleanup.policy: 'compact'}"))
      .environment("broker")
    #expect(broker["KAFKA_LOG_RETENTION_HOURS"] == "72" && broker["KAFKA_LOG_CLEANUP_POLICY"] == "compact")
  }

  @Test func `a broker property of the profile goes before the program's own choice`() throws {
    let broker = try composed(
      profile(nodes: 3, "broker: {auto.create.topics.enable: true, group.initial.rebalance.delay.ms: 5}")
    ).environment("broker")
    #expect(broker["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "true")
    #expect(broker["KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS"] == "5")
  }

  @Test func `topics aren't made by accident, and nothing phones home`() throws {
    let broker = try composed(profile(nodes: 1)).environment("broker")
    #expect(broker["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false")
    #expect(broker["KAFKA_CONFLUENT_SUPPORT_METRICS_ENABLE"] == "false")
  }

  @Test(arguments: [
    "a'b", "a\"b", "$(id)", "`id`", "${X}", "$X", "$$", "$", "%s", "-rf", "a: b", "a #b", "yes", "0755", "1e3", "~", "",
    " a ", "{}", "é", "日本", "🙂", String(repeating: "$", count: 100_000),
  ])
  func `a value of the profile reaches the container as it is`(_ value: String) throws {
    let quoted = "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    let text = profile(
      nodes: 1,
      "broker: {compression.type: \(quoted)}\nservices: {broker: {environment: {TZ: \(quoted)}}, zookeeper: }"
    )
    let environment = try composed(text).containerEnvironment("broker", ["X": "taken", "id": "taken"])
    #expect(environment["KAFKA_COMPRESSION_TYPE"] == value && environment["TZ"] == value)
  }

  @Test func `every dollar of the profile is doubled, as compose would take one for a variable`() throws {
    let file = try composed(profile(nodes: 1, "broker: {compression.type: 'a$b${c}$$'}"))
    #expect(file.environment("broker")["KAFKA_COMPRESSION_TYPE"] == "a$$b$${c}$$$$")
  }

  @Test func `a value keeps the place in the profile that it came from`() throws {
    let text = MarkedText(profile(nodes: 1, "broker: {compression.type: «zstd»}"))
    let file = try composed(text.text)
    let value = file["broker", "environment"]?.mapping?["KAFKA_COMPRESSION_TYPE"]
    #expect([value?.mark?.place] == text.places)
  }

  @Test func `a variable of the profile is added to its service alone`() throws {
    let file = try composed(profile(nodes: 1, "services: {zookeeper: , broker: {environment: {KAFKA_OPTS: -Da=b}}}"))
    #expect(file.environment("broker")["KAFKA_OPTS"] == "-Da=b" && file.environment("zookeeper")["KAFKA_OPTS"] == nil)
  }

  @Test func `images are the release's, or those of the profile`() throws {
    let file = try composed(
      profile(nodes: 1, "services: {zookeeper: , broker: {image: 'mirror.example:5000/cp-kafka:5.3.1'}}")
    )
    #expect(file.text("broker", "image") == "mirror.example:5000/cp-kafka:5.3.1")
    #expect(file.text("zookeeper", "image") == "confluentinc/cp-zookeeper:5.3.1")
  }

  @Test func `each process gets its heap, and the broker its whole heap at once`() throws {
    let file = try composed(
      profile(nodes: 1, "services: {zookeeper: , broker: {heap: 2g}, schema-registry: , kafka-manager: {heap: 300m}}")
    )
    #expect(file.environment("broker")["KAFKA_HEAP_OPTS"] == "-Xms2048m -Xmx2048m")
    #expect(file.environment("zookeeper")["KAFKA_HEAP_OPTS"] == "-Xmx512m")
    #expect(file.environment("schema-registry")["SCHEMA_REGISTRY_HEAP_OPTS"] == "-Xmx512m")
    #expect(file.environment("kafka-manager")["JAVA_OPTS"] == "-Xmx300m")
  }

  // MARK: Services

  @Test(arguments: [1, 3]) func `Connect has every variable that its image demands`(_ nodes: Int) throws {
    let connect = try composed(profile(nodes: nodes, everything)).environment("connect")
    for name in [
      "BOOTSTRAP_SERVERS", "GROUP_ID", "CONFIG_STORAGE_TOPIC", "OFFSET_STORAGE_TOPIC", "STATUS_STORAGE_TOPIC",
      "KEY_CONVERTER", "VALUE_CONVERTER", "VALUE_CONVERTER_SCHEMA_REGISTRY_URL", "REST_ADVERTISED_HOST_NAME",
      "REST_PORT", "INTERNAL_KEY_CONVERTER", "INTERNAL_VALUE_CONVERTER", "PLUGIN_PATH",
    ] {
      #expect(connect["CONNECT_\(name)"]?.isEmpty == false, "\(name)")
    }
    #expect(connect["CONNECT_REST_ADVERTISED_HOST_NAME"] == (nodes == 1 ? "connect" : "kafka-1.example.internal"))
  }

  @Test func `Connect is the release's own, and its group and topics have the cluster's name`() throws {
    let file = try composed(profile(nodes: 3, everything))
    #expect(file.text("connect", "image") == "confluentinc/cp-kafka-connect:5.3.1")
    let connect = file.environment("connect")
    #expect(connect["CONNECT_GROUP_ID"] == "test-connect")
    for (topic, name) in [("CONFIG", "configs"), ("OFFSET", "offsets"), ("STATUS", "status")] {
      #expect(connect["CONNECT_\(topic)_STORAGE_TOPIC"] == "test-connect-\(name)")
    }
  }

  @Test(arguments: ["", "{environment: {CONNECT_GROUP_ID: own, CONNECT_PLUGIN_PATH: /own}}"])
  func `Connect looks for plug-ins on the data volume, and the profile's variables go before`(_ more: String) throws {
    let file = try composed(profile(nodes: 1, "services: {zookeeper: , broker: , connect: \(more)}"))
    #expect(file.list("connect", "volumes") == ["/data/connect-plugins:/connect-plugins"])
    let connect = file.environment("connect")
    #expect(
      connect["CONNECT_PLUGIN_PATH"]
        == (more.isEmpty ? "/usr/share/java,/usr/share/confluent-hub-components,/connect-plugins" : "/own")
    )
    #expect(connect["CONNECT_GROUP_ID"] == (more.isEmpty ? "test-connect" : "own"))
  }

  @Test func `Connect without a schema registry converts to JSON`() throws {
    let connect = try composed(profile(nodes: 1, "services: [zookeeper, broker, connect]")).environment("connect")
    #expect(connect["CONNECT_VALUE_CONVERTER"] == "org.apache.kafka.connect.json.JsonConverter")
    #expect(connect["CONNECT_VALUE_CONVERTER_SCHEMA_REGISTRY_URL"] == nil)
  }

  @Test func `KSQL knows Connect where there is one`() throws {
    let with = try composed(profile(nodes: 1, everything)).environment("ksql-server")
    #expect(with["KSQL_KSQL_CONNECT_URL"] == "http://connect:8083")
    #expect(try composed(profile(nodes: 1)).environment("ksql-server")["KSQL_KSQL_CONNECT_URL"] == nil)
  }

  @Test func `Kafka Manager has a login, and its secrets are not in the file`() throws {
    let manager = try composed(profile(nodes: 1)).environment("kafka-manager")
    #expect(manager["ZK_HOSTS"] == "zookeeper:2181" && manager["KAFKA_MANAGER_AUTH_ENABLED"] == "true")
    #expect(manager["APPLICATION_SECRET"] == "${APPLICATION_SECRET}")
    #expect(manager["KAFKA_MANAGER_PASSWORD"] == "${KAFKA_MANAGER_PASSWORD}")
  }

  @Test func `Kafka Manager leaves no pid file that keeps it from starting`() throws {
    #expect(try composed(profile(nodes: 1)).text("kafka-manager", "command") == "-Dpidfile.path=/dev/null")
  }

  @Test func `data are on the data volume, at the paths that the images mount`() throws {
    let file = try composed(profile(nodes: 1, "data: {mount: /srv/kafka}"))
    #expect(file.list("broker", "volumes") == ["/srv/kafka/kafka-data:/var/lib/kafka/data"])
    #expect(
      file.list("zookeeper", "volumes") == [
        "/srv/kafka/zk-data:/var/lib/zookeeper/data", "/srv/kafka/zk-txn-logs:/var/lib/zookeeper/log",
      ]
    )
    #expect(file["schema-registry", "volumes"] == nil)
  }

  @Test func `every service comes back after a crash, bounds its log and is watched without Java`() throws {
    let file = try composed(profile(nodes: 1, everything))
    #expect(file.services.count == 7)
    for service in file.services {
      #expect(file.text(service, "restart") == "unless-stopped", "\(service)")
      #expect(file[service, "logging"]?.mapping?["driver"]?.scalar?.text == "local", "\(service)")
      let test = file[service, "healthcheck"]?.mapping?["test"]?.scalar?.text ?? ""
      #expect(test.hasPrefix("bash -c '") && test.contains("/dev/tcp/localhost/"), "\(service)")
    }
  }

  @Test func `a broker has time for a controlled shutdown, and files enough`() throws {
    let file = try composed(profile(nodes: 1))
    #expect(file.text("broker", "stop_grace_period") == "5m")
    #expect(file["broker", "ulimits"]?.mapping?["nofile"]?.scalar?.text == "100000")
  }

  @Test func `services stand in the release's order`() throws {
    #expect(
      try composed(profile(nodes: 1, everything)).services
        == ["zookeeper", "broker", "schema-registry", "connect", "rest-proxy", "ksql-server", "kafka-manager"]
    )
  }

  @Test(arguments: 0..<4) func `no service depends on one that the node doesn't run`(_ node: Int) throws {
    let file = try composed(
      profile(nodes: 4, "services: {zookeeper: , broker: , connect: {on: [2]}, ksql-server: }"),
      node: node
    )
    for service in file.services {
      for other in file.list(service, "depends_on") ?? [] { #expect(file.services.contains(other), "\(service)") }
    }
  }
}
