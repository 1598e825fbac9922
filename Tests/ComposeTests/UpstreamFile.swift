import Catalog
import Services
import YAML

/// A compose file in the shape of cp-all-in-one's of release 5.3.1.
let upstreamFile = UpstreamFile(of: Version(5, 3, 1), .enterprise).text

/// A compose file in the shape of one branch's of cp-all-in-one, made for these tests from facts: which services, images,
/// ports, references and variables the files of which releases have.
struct UpstreamFile {
  /// The folder of the branch that it lies in.
  enum Folder: String {
    case enterprise = "cp-all-in-one"
    case community = "cp-all-in-one-community"
  }

  let version: Version
  let folder: Folder

  init(of version: Version, _ folder: Folder) {
    self.version = version
    self.folder = folder
  }

  /// The files of a release; up to 5.3 there is no folder without licensed services.
  static func both(of release: Release) -> [UpstreamFile] {
    let folders: [Folder] = release.number < Version(5, 4, 0) ? [.enterprise] : [.enterprise, .community]
    return folders.map { UpstreamFile(of: release.number, $0) }
  }

  /// The files have ZooKeeper up to 7.7.0, and from then on one combined node of KRaft.
  var isKRaft: Bool { from(7, 7, 1) }

  /// The services in their order.
  var services: [String] { entries.map(\.name) }

  var text: String {
    var file = Mapping()
    if !isKRaft { file["version"] = "2" }
    file["services"] = Node(.mapping(Mapping(entries.map { Mapping.Entry(key: $0.name, value: $0.service) })))
    var bytes: [UInt8] = []
    Node(.mapping(file)).appendYAML(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func from(_ major: Int, _ minor: Int, _ patch: Int) -> Bool { Version(major, minor, patch) <= version }

  private var isEnterprise: Bool { folder == .enterprise }
  private var hasKsqlDB: Bool { from(5, 5, 0) }
  private var ksqlServer: String { hasKsqlDB ? "ksqldb-server" : "ksql-server" }

  private func image(_ name: String) -> String {
    if from(5, 4, 1) && !from(5, 5, 0) { return "${REPOSITORY}/\(name):${TAG}" }
    return "confluentinc/\(name):" + (from(5, 5, 2) && !from(5, 5, 10) ? "5.5.10" : version.text)
  }

  private typealias Variables = KeyValuePairs<String, Node>

  private func service(
    _ name: String,
    image: String,
    after dependencies: [String] = [],
    ports: [Int] = [],
    more: KeyValuePairs<String, Node> = [:],
    _ variables: [Variables]
  ) -> (name: String, service: Node) {
    var service = Mapping()
    service["image"] = .string(image)
    service["hostname"] = .string(name)
    service["container_name"] = .string(name)
    if !dependencies.isEmpty { service["depends_on"] = Node(.sequence(dependencies.map(Node.string))) }
    if !ports.isEmpty { service["ports"] = Node(.sequence(ports.map { .string("\($0):\($0)") })) }
    for (key, value) in more { service[key] = value }
    var environment = Mapping()
    for (name, value) in variables.flatMap({ $0 }) { environment[name] = value }
    if !environment.entries.isEmpty { service["environment"] = Node(.mapping(environment)) }
    return (name, Node(.mapping(service)))
  }

  private var entries: [(name: String, service: Node)] {
    (isKRaft ? [] : [zooKeeper]) + [broker, schemaRegistry, connect] + controlCenter + [ksql] + sampleData + [restProxy]
      + (isKRaft ? flink : [])
  }

  /// Services that ask ZooKeeper themselves.
  private var zooKeeperClients: [String] { from(6, 0, 0) ? [] : ["zookeeper"] }

  private var zooKeeper: (name: String, service: Node) {
    service(
      "zookeeper",
      image: image("cp-zookeeper"),
      ports: [2181],
      [["ZOOKEEPER_CLIENT_PORT": 2181, "ZOOKEEPER_TICK_TIME": 2000]]
    )
  }

  private var broker: (name: String, service: Node) {
    let licensed = from(5, 4, 0) ? "cp-server" : "cp-enterprise-kafka"
    return service(
      "broker",
      image: image(isEnterprise ? licensed : "cp-kafka"),
      after: isKRaft ? [] : ["zookeeper"],
      ports: (isKRaft || isEnterprise ? [] : [29092]) + [9092] + (from(5, 5, 1) ? [9101] : []),
      [
        isKRaft ? kraft : ["KAFKA_BROKER_ID": 1, "KAFKA_ZOOKEEPER_CONNECT": "zookeeper:2181"],
        [
          "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP":
            .string("PLAINTEXT:PLAINTEXT,PLAINTEXT_HOST:PLAINTEXT" + (isKRaft ? ",CONTROLLER:PLAINTEXT" : "")),
          "KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://broker:29092,PLAINTEXT_HOST://localhost:9092",
          "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": 1,
          "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": 0,
        ],
        from(5, 5, 0)
          ? ["KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": 1, "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": 1] : [:],
        from(5, 5, 1) ? ["KAFKA_JMX_PORT": 9101] : [:],
        from(6, 0, 0) ? ["KAFKA_JMX_HOSTNAME": "localhost"] : [:],
      ] + (isEnterprise ? licensedVariables : [])
    )
  }

  private var kraft: Variables {
    [
      "CLUSTER_ID": "MkU3OEVBNTcwNTJENDM2Qk",
      "KAFKA_NODE_ID": 1,
      "KAFKA_PROCESS_ROLES": "broker,controller",
      "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@broker:29093",
      "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
      "KAFKA_INTER_BROKER_LISTENER_NAME": "PLAINTEXT",
      "KAFKA_LISTENERS": "PLAINTEXT://broker:29092,CONTROLLER://broker:29093,PLAINTEXT_HOST://0.0.0.0:9092",
      "KAFKA_LOG_DIRS": "/tmp/kraft-combined-logs",
    ]
  }

  private var licensedVariables: [Variables] {
    let reporter = from(8, 0, 0) ? "telemetry.reporter.TelemetryReporter" : "metrics.reporter.ConfluentMetricsReporter"
    return [
      [
        "KAFKA_METRIC_REPORTERS": .string("io.confluent.\(reporter)"),
        "CONFLUENT_METRICS_REPORTER_BOOTSTRAP_SERVERS": "broker:29092",
        "CONFLUENT_METRICS_REPORTER_TOPIC_REPLICAS": 1,
        "CONFLUENT_METRICS_ENABLE": .string("true"),
        "CONFLUENT_SUPPORT_CUSTOMER_ID": "anonymous",
      ],
      from(6, 0, 0) ? [:] : ["CONFLUENT_METRICS_REPORTER_ZOOKEEPER_CONNECT": "zookeeper:2181"],
      from(5, 4, 0) ? ["KAFKA_CONFLUENT_LICENSE_TOPIC_REPLICATION_FACTOR": 1] : [:],
      from(5, 5, 1) ? ["KAFKA_CONFLUENT_SCHEMA_REGISTRY_URL": "http://schema-registry:8081"] : [:],
      from(6, 0, 0) ? ["KAFKA_CONFLUENT_BALANCER_TOPIC_REPLICATION_FACTOR": 1] : [:],
      from(8, 0, 0)
        ? [
          "KAFKA_CONFLUENT_TELEMETRY_EXPORTER_C3PLUSPLUS_TYPE": "http",
          "KAFKA_CONFLUENT_TELEMETRY_EXPORTER_C3PLUSPLUS_CLIENT_BASE_URL": "http://prometheus:9090/api/v1/otlp",
          "KAFKA_CONFLUENT_CONSUMER_LAG_EMITTER_ENABLED": .string("true"),
        ] : [:],
    ]
  }

  private var schemaRegistry: (name: String, service: Node) {
    service(
      "schema-registry",
      image: image("cp-schema-registry"),
      after: zooKeeperClients + ["broker"],
      ports: [8081],
      [
        ["SCHEMA_REGISTRY_HOST_NAME": "schema-registry"],
        from(6, 0, 0)
          ? [
            "SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS": "broker:29092",
            "SCHEMA_REGISTRY_LISTENERS": "http://0.0.0.0:8081",
          ]
          : ["SCHEMA_REGISTRY_KAFKASTORE_CONNECTION_URL": "zookeeper:2181"],
      ]
    )
  }

  private var connect: (name: String, service: Node) {
    let isLicensed = isEnterprise && from(5, 4, 0)
    let tag = Release.named(version.text)?.sampleConnect.split(separator: ":").last ?? "0"
    let interceptors = "io.confluent.monitoring.clients.interceptor.Monitoring"
    return service(
      "connect",
      image: "cnfldemos/\(isLicensed ? "cp-server-connect-datagen" : "kafka-connect-datagen"):\(tag)",
      after: zooKeeperClients + ["broker", "schema-registry"],
      ports: [8083],
      [
        [
          "CONNECT_BOOTSTRAP_SERVERS": "broker:29092",
          "CONNECT_REST_ADVERTISED_HOST_NAME": "connect",
          "CONNECT_GROUP_ID": "compose-connect-group",
          "CONNECT_CONFIG_STORAGE_TOPIC": "docker-connect-configs",
          "CONNECT_CONFIG_STORAGE_REPLICATION_FACTOR": 1,
          "CONNECT_OFFSET_FLUSH_INTERVAL_MS": 10000,
          "CONNECT_OFFSET_STORAGE_TOPIC": "docker-connect-offsets",
          "CONNECT_OFFSET_STORAGE_REPLICATION_FACTOR": 1,
          "CONNECT_STATUS_STORAGE_TOPIC": "docker-connect-status",
          "CONNECT_STATUS_STORAGE_REPLICATION_FACTOR": 1,
          "CONNECT_KEY_CONVERTER": "org.apache.kafka.connect.storage.StringConverter",
          "CONNECT_VALUE_CONVERTER": "io.confluent.connect.avro.AvroConverter",
          "CONNECT_VALUE_CONVERTER_SCHEMA_REGISTRY_URL": "http://schema-registry:8081",
          "CONNECT_PLUGIN_PATH": "/usr/share/java,/usr/share/confluent-hub-components",
        ],
        from(7, 0, 0) ? [:] : ["CONNECT_REST_PORT": 8083],
        from(6, 0, 1)
          ? [:]
          : [
            "CONNECT_INTERNAL_KEY_CONVERTER": "org.apache.kafka.connect.json.JsonConverter",
            "CONNECT_INTERNAL_VALUE_CONVERTER": "org.apache.kafka.connect.json.JsonConverter",
          ],
        from(6, 0, 0) ? [:] : ["CONNECT_ZOOKEEPER_CONNECT": "zookeeper:2181"],
        isKRaft ? [:] : ["CONNECT_LOG4J_LOGGERS": "org.apache.zookeeper=ERROR,org.reflections=ERROR"],
        isEnterprise
          ? [
            "CLASSPATH": .string("/usr/share/java/monitoring-interceptors/monitoring-interceptors-\(version.text).jar"),
            "CONNECT_PRODUCER_INTERCEPTOR_CLASSES": .string("\(interceptors)ProducerInterceptor"),
            "CONNECT_CONSUMER_INTERCEPTOR_CLASSES": .string("\(interceptors)ConsumerInterceptor"),
          ] : [:],
      ]
    )
  }

  private var controlCenter: [(name: String, service: Node)] {
    if !isEnterprise { return [] }
    let isNextGeneration = from(8, 0, 0)
    let configuration: KeyValuePairs<String, Node> = isNextGeneration ? ["volumes": ["./vol/config:/mnt/config"]] : [:]
    let monitors = [("prometheus", 9090, []), ("alertmanager", 9093, ["prometheus"])].map { name, port, dependencies in
      service(
        name,
        image: "confluentinc/cp-enterprise-\(name):2.2.1",
        after: dependencies,
        ports: [port],
        more: configuration,
        [["CONFIG_PATH": "/mnt/config", "SHOULD_LOG_TO_FILE": false]]
      )
    }
    let image =
      isNextGeneration
      ? "confluentinc/cp-enterprise-control-center-next-gen:2.2.1" : image("cp-enterprise-control-center")
    let monitorNames = isNextGeneration ? monitors.map(\.name) : []
    let center = service(
      "control-center",
      image: image,
      after: zooKeeperClients + ["broker", "schema-registry", "connect", ksqlServer] + monitorNames,
      ports: [9021],
      more: configuration,
      [["CONTROL_CENTER_BOOTSTRAP_SERVERS": "broker:29092", "PORT": 9021]]
    )
    return (isNextGeneration ? monitors : []) + [center]
  }

  private var ksql: (name: String, service: Node) {
    let hasInterceptors =
      isEnterprise ? !from(7, 9, 3) : from(5, 4, 0) && !from(7, 2, 1)
    let interceptors = "io.confluent.monitoring.clients.interceptor.Monitoring"
    return service(
      ksqlServer,
      image: image("cp-\(ksqlServer)"),
      after: ["broker", "connect"],
      ports: [8088],
      [
        [
          "KSQL_CONFIG_DIR": "/etc/ksql",
          "KSQL_BOOTSTRAP_SERVERS": "broker:29092",
          "KSQL_HOST_NAME": .string(ksqlServer),
          "KSQL_LISTENERS": "http://0.0.0.0:8088",
          "KSQL_CACHE_MAX_BYTES_BUFFERING": 0,
          "KSQL_KSQL_SCHEMA_REGISTRY_URL": "http://schema-registry:8081",
        ],
        from(5, 4, 0) ? ["KSQL_KSQL_CONNECT_URL": "http://connect:8083"] : [:],
        hasKsqlDB ? [:] : ["KSQL_LOG4J_OPTS": "-Dlog4j.configuration=file:/etc/ksql/log4j-rolling.properties"],
        from(5, 5, 1)
          ? [
            "KSQL_KSQL_LOGGING_PROCESSING_TOPIC_REPLICATION_FACTOR": 1,
            "KSQL_KSQL_LOGGING_PROCESSING_TOPIC_AUTO_CREATE": .string("true"),
            "KSQL_KSQL_LOGGING_PROCESSING_STREAM_AUTO_CREATE": .string("true"),
          ] : [:],
        hasInterceptors
          ? [
            "KSQL_PRODUCER_INTERCEPTOR_CLASSES": .string("\(interceptors)ProducerInterceptor"),
            "KSQL_CONSUMER_INTERCEPTOR_CLASSES": .string("\(interceptors)ConsumerInterceptor"),
          ] : [:],
      ]
    )
  }

  private var sampleData: [(name: String, service: Node)] {
    if from(8, 1, 0) { return [] }
    let client = hasKsqlDB ? "ksqldb-cli" : "ksql-cli"
    return [
      service(
        client,
        image: image("cp-\(client)"),
        after: ["broker", "connect", ksqlServer],
        more: ["entrypoint": "/bin/sh", "tty": true],
        []
      ),
      service(
        "ksql-datagen",
        image: image(hasKsqlDB ? "ksqldb-examples" : "ksql-examples"),
        after: [ksqlServer, "broker", "schema-registry", "connect"],
        more: ["command": "bash -c 'cub kafka-ready -b broker:29092 1 40 && tail -f /dev/null'"],
        [["STREAMS_BOOTSTRAP_SERVERS": "broker:29092", "STREAMS_SCHEMA_REGISTRY_HOST": "schema-registry"]]
      ),
    ]
  }

  private var restProxy: (name: String, service: Node) {
    service(
      "rest-proxy",
      image: image("cp-kafka-rest"),
      after: zooKeeperClients + ["broker", "schema-registry"],
      ports: [8082],
      [
        [
          "KAFKA_REST_HOST_NAME": "rest-proxy",
          "KAFKA_REST_BOOTSTRAP_SERVERS": "broker:29092",
          "KAFKA_REST_LISTENERS": "http://0.0.0.0:8082",
          "KAFKA_REST_SCHEMA_REGISTRY_URL": "http://schema-registry:8081",
        ]
      ]
    )
  }

  private var flink: [(name: String, service: Node)] {
    let tag = "1.19.1-scala_2.12-java17"
    func properties(_ line: String) -> Node {
      [.literal("FLINK_PROPERTIES=\njobmanager.rpc.address: flink-jobmanager\n\(line)\n")]
    }
    return [
      service(
        "flink-sql-client",
        image: "cnfldemos/flink-sql-client-kafka:\(tag)",
        after: ["flink-jobmanager"],
        [["FLINK_JOBMANAGER_HOST": "flink-jobmanager"]]
      ),
      service(
        "flink-jobmanager",
        image: "cnfldemos/flink-kafka:\(tag)",
        ports: [9081],
        more: ["command": "jobmanager", "environment": properties("rest.bind-port: 9081")],
        []
      ),
      service(
        "flink-taskmanager",
        image: "cnfldemos/flink-kafka:\(tag)",
        after: ["flink-jobmanager"],
        more: [
          "command": "taskmanager", "scale": 1, "environment": properties("taskmanager.numberOfTaskSlots: 10"),
        ],
        []
      ),
    ]
  }
}
