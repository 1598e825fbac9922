import Catalog
import Findings
import Text
import YAML

/// What the services of somebody's compose file are, whatever they are called there: known by their images and, where an
/// image is called otherwise, by their variables.
struct ServiceRecognition {
  let release: Release

  /// The services of Kafka's that an image of that name runs; `nil` of a name that says nothing.
  ///
  /// Names of Docker Hub: confluentinc, apache, bitnami, wurstmeister and zookeeper's own; github.com/yahoo/CMAK,
  /// kafbat/kafka-ui and provectus/kafka-ui.
  private static let images: [String: [Service]] = [
    "cp-kafka": [.broker], "cp-server": [.broker], "cp-enterprise-kafka": [.broker], "kafka": [.broker],
    "kafka-native": [.broker], "confluent-local": [.broker],
    "cp-zookeeper": [.zookeeper], "zookeeper": [.zookeeper],
    "cp-schema-registry": [.schemaRegistry], "schema-registry": [.schemaRegistry],
    "cp-kafka-connect": [.connect], "cp-kafka-connect-base": [.connect], "cp-server-connect": [.connect],
    "cp-server-connect-base": [.connect], "cp-server-connect-datagen": [.connect], "kafka-connect-datagen": [.connect],
    "cp-kafka-rest": [.restProxy],
    "cp-ksql-server": [.ksqlServer, .ksqldbServer], "cp-ksqldb-server": [.ksqlServer, .ksqldbServer],
    "ksqldb-server": [.ksqlServer, .ksqldbServer],
    "kafka-manager": [.kafkaManager], "cmak": [.kafkaManager], "kafka-ui": [.kafkaUI],
  ]

  /// A variable without which the service can't be, for images of other names.
  private static let variables: [(name: String, services: [Service])] = [
    ("KAFKA_PROCESS_ROLES", [.broker]), ("KAFKA_ADVERTISED_LISTENERS", [.broker]),
    ("KAFKA_ZOOKEEPER_CONNECT", [.broker]),
    ("ZOOKEEPER_CLIENT_PORT", [.zookeeper]), ("ZOO_MY_ID", [.zookeeper]),
    ("SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS", [.schemaRegistry]),
    ("SCHEMA_REGISTRY_KAFKASTORE_CONNECTION_URL", [.schemaRegistry]),
    ("CONNECT_BOOTSTRAP_SERVERS", [.connect]), ("KAFKA_REST_BOOTSTRAP_SERVERS", [.restProxy]),
    ("KSQL_BOOTSTRAP_SERVERS", [.ksqlServer, .ksqldbServer]),
    ("ZK_HOSTS", [.kafkaManager]), ("KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS", [.kafkaUI]),
  ]

  /// What of a command starts the server that the image is for; whatever else one runs is a job of its own, such as one
  /// that makes topics and ends.
  private static let starts = [
    "/etc/confluent/docker/run", "/etc/kafka/docker/run", "server-start", "connect-distributed", "/run.sh",
    "start-kafka.sh", "docker-entrypoint.sh zk", "zkServer.sh",
  ]

  /// The service that an entry of `services` is; nil for one that isn't of Kafka's stack, or is a job.
  func service(_ entry: Node) -> Service? {
    guard let service = entry.mapping, !isJob(service) else { return nil }
    let variables = ComposeFile.variables(of: service)
    // A file names an image of its own by a variable, which tells nothing.
    let name = (service["image"]?.scalar).map { ImageReference(ComposeFile.withFallbacks($0.text)).name }
    let candidates =
      name.flatMap { Self.images[$0] }
      ?? Self.variables.first { variables[$0.name] != nil }?.services ?? []
    let listed = candidates.filter { candidate in release.services.contains { $0.service == candidate } }
    guard let found = listed.first ?? candidates.first else { return nil }
    // Its own script takes the roles from there, in every image that can do without ZooKeeper.
    let roles = (variables["KAFKA_PROCESS_ROLES"] ?? variables["KAFKA_CFG_PROCESS_ROLES"])?.scalar?.text ?? ""
    return found == .broker && roles.split(at: ",").allSatisfy { $0.isSame(as: "controller") } && !roles.isEmpty
      ? .controller : found
  }

  /// Whether an image's name says that it runs something that isn't of Kafka's stack.
  func isOther(_ entry: Node) -> Bool {
    guard let image = entry.mapping?["image"]?.scalar else { return false }
    let name = ImageReference(ComposeFile.withFallbacks(image.text)).name
    return Self.images[name] == nil && service(entry) == nil && !release.isLicensed(image.text)
  }

  private func isJob(_ service: Mapping) -> Bool {
    let texts = ["command", "entrypoint"].compactMap { service[$0] }.map { node in
      (node.sequence ?? [node]).compactMap { $0.scalar?.text }.joined(separator: " ")
    }
    let text = texts.joined(separator: " ")
    return !text.isEmpty && !Self.starts.contains { text.includes($0) }
  }
}

extension ComposeFile {
  /// The variables of a service in either of compose's two forms, as far as they can be read.
  static func variables(of service: Mapping) -> Mapping {
    var ignored = Diagnostics()
    return environment(of: service, &ignored)?.mapping ?? Mapping()
  }
}
