import Catalog
import Testing

/// Kafka without ZooKeeper.
@Suite struct KRaftTests {
  private static func isolated(_ more: String = "", nodes: Int = 3, release: String = "8.3.0") -> String {
    profile(nodes: nodes, release: release, "services: [controller, broker, schema-registry]\n\(more)")
  }

  private static let voters =
    "10001@kafka-1.example.internal:9093,10002@kafka-2.example.internal:9093,10003@kafka-3.example.internal:9093"

  @Test func `one process is broker and controller where controllers aren't asked for`() throws {
    let file = try composed(profile(nodes: 3, release: "8.3.0", "services: [broker]"), node: 1)
    let environment = file.environment("broker")
    #expect(file.services == ["broker"])
    #expect(environment["KAFKA_PROCESS_ROLES"] == "broker,controller" && environment["KAFKA_NODE_ID"] == "2")
    #expect(
      environment["KAFKA_CONTROLLER_QUORUM_VOTERS"]
        == "1@kafka-1.example.internal:9093,2@kafka-2.example.internal:9093,3@kafka-3.example.internal:9093"
    )
    #expect(environment["KAFKA_LISTENERS"]?.hasSuffix(",CONTROLLER://:9093") == true)
    #expect(environment["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"]?.hasSuffix(",CONTROLLER:PLAINTEXT") == true)
    #expect(environment["KAFKA_ADVERTISED_LISTENERS"]?.contains("CONTROLLER") == false)
    // The other controllers reach this one by its name.
    #expect(file.text("broker", "hostname") == "kafka-2.example.internal")
    #expect(file.list("broker", "ports")?.last == "9093:9093")
  }

  @Test func `more than five nodes have five controllers, and the others only ask them`() throws {
    let text = profile(nodes: 6, release: "8.3.0", "services: [broker]")
    let file = try composed(text, node: 5)
    #expect(file.environment("broker")["KAFKA_PROCESS_ROLES"] == "broker")
    #expect(file.environment("broker")["KAFKA_LISTENERS"]?.contains("CONTROLLER") == false)
    #expect(file.environment("broker")["KAFKA_CONTROLLER_QUORUM_VOTERS"]?.split(separator: ",").count == 5)
    #expect(file.list("broker", "ports")?.contains("9093:9093") == false)
    #expect(try composed(text, node: 4).environment("broker")["KAFKA_PROCESS_ROLES"] == "broker,controller")
  }

  @Test func `a controller in a container of its own is another node, on the same data volume`() throws {
    let file = try composed(Self.isolated(), node: 1)
    let controller = file.environment("controller"), broker = file.environment("broker")
    #expect(file.services == ["controller", "broker", "schema-registry"])
    #expect(controller["KAFKA_PROCESS_ROLES"] == "controller" && controller["KAFKA_NODE_ID"] == "10002")
    #expect(broker["KAFKA_PROCESS_ROLES"] == "broker" && broker["KAFKA_NODE_ID"] == "2")
    for environment in [controller, broker] {
      #expect(environment["KAFKA_CONTROLLER_QUORUM_VOTERS"] == Self.voters)
      #expect(environment["KAFKA_CONTROLLER_LISTENER_NAMES"] == "CONTROLLER")
      #expect(environment["CLUSTER_ID"] == broker["CLUSTER_ID"])
    }
    #expect(controller["KAFKA_LISTENERS"] == "CONTROLLER://:9093")
    // Confluent's image refuses a controller that has any.
    #expect(controller["KAFKA_ADVERTISED_LISTENERS"] == nil)
    #expect(file.list("controller", "volumes") == ["/data/controller-data:/var/lib/kafka/data"])
    #expect(file.list("controller", "ports") == ["9093:9093"])
  }

  @Test func `a broker reaches the controller beside it through the instance, since their name is its own`() throws {
    let file = try composed(Self.isolated(), node: 1)
    #expect(file.list("broker", "extra_hosts") == ["kafka-2.example.internal:host-gateway"])
    #expect(file.text("broker", "hostname") == nil)
    #expect(file.text("controller", "hostname") == "kafka-2.example.internal")
    #expect(file["controller", "networks"] == nil)
  }

  @Test func `a broker on a node without controller keeps its name`() throws {
    let text = profile(nodes: 4, release: "8.3.0", "services: {controller: {on: [1, 2, 3]}, broker: }")
    let file = try composed(text, node: 3)
    #expect(file.services == ["broker"] && file.list("broker", "extra_hosts") == nil)
    #expect(file.text("broker", "hostname") == "kafka-4.example.internal")
  }

  @Test func `on one node the broker finds the controller by its service name`() throws {
    let file = try composed(Self.isolated(nodes: 1))
    #expect(file.environment("broker")["KAFKA_CONTROLLER_QUORUM_VOTERS"] == "10001@controller:9093")
    #expect(file.list("broker", "extra_hosts") == nil && file.text("broker", "hostname") == "kafka.example.com")
    #expect(file.list("controller", "ports") == ["127.0.0.1:9093:9093"])
  }

  @Test func `topics are made by the controllers, so they have the profile's broker properties too`() throws {
    let file = try composed(Self.isolated("broker: {num.partitions: 8, min.insync.replicas: 1}"))
    for service in ["controller", "broker"] {
      let environment = file.environment(service)
      #expect(environment["KAFKA_NUM_PARTITIONS"] == "8" && environment["KAFKA_MIN_INSYNC_REPLICAS"] == "1")
      #expect(environment["KAFKA_DEFAULT_REPLICATION_FACTOR"] == "3")
    }
  }

  @Test func `a release of both modes runs ZooKeeper where the profile asks for it, and else KRaft`() throws {
    let kept = try composed(profile(nodes: 1, release: "7.9.7", "services: [zookeeper, broker]"))
    #expect(kept.environment("broker")["KAFKA_BROKER_ID"] == "1")
    #expect(kept.environment("broker")["KAFKA_PROCESS_ROLES"] == nil && kept.environment("broker")["CLUSTER_ID"] == nil)
    let new = try composed(profile(nodes: 1, release: "7.9.7", "services: [broker]"))
    #expect(new.environment("broker")["KAFKA_BROKER_ID"] == nil && new.list("broker", "depends_on") == nil)
    #expect(new.environment("broker")["KAFKA_ZOOKEEPER_CONNECT"] == nil)
  }

  @Test(
    arguments: [("8.1.4", 1, nil), ("8.2.0", 1, "1"), ("8.2.0", 2, "2"), ("8.2.0", 3, nil)] as [(String, Int, String?)]
  )
  func `the state of share groups can't have more copies than there are brokers`(
    _ release: String,
    _ nodes: Int,
    _ copies: String?
  ) throws {
    let environment = try composed(profile(nodes: nodes, release: release, "services: [broker]")).environment("broker")
    #expect(environment["KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR"] == copies)
    #expect(environment["KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR"] == copies.map { _ in "1" })
  }

  @Test func `ksqlDB servers forward queries to each other by the nodes' names`() throws {
    let text = profile(nodes: 3, release: "7.9.7", "services: [broker, ksqldb-server]")
    #expect(
      try composed(text).environment("ksqldb-server")["KSQL_KSQL_ADVERTISED_LISTENER"]
        == "http://kafka-1.example.internal:8088"
    )
  }

  @Test func `the web UI has a login, whose password is made on the node`() throws {
    let file = try composed(profile(nodes: 3, release: "8.3.0", "services: [broker, kafka-ui]"))
    #expect(file.environment("kafka-ui")["AUTH_TYPE"] == "LOGIN_FORM")
    #expect(file.environment("kafka-ui")["SPRING_SECURITY_USER_PASSWORD"] == "${KAFKA_UI_PASSWORD}")
    let second = try composed(profile(nodes: 3, release: "8.3.0", "services: [broker, kafka-ui]"), node: 1)
    #expect(second.services == ["broker"])
  }
}
