import Text
import Catalog
import YAML

extension Service {
  /// Kafka Connect.
  package static let connect: Service = Service(
    name: "connect",
    title: "Kafka Connect",
    facts: { release in
      .confluent(
        .connect,
        in: release,
        image: "cp-kafka-connect",
        port: 8083,
        // It keeps everything else in topics.
        volumes: [ServiceFacts.Volume(directory: "connect-plugins", path: "/connect-plugins")]
      )
    },
    isDefault: { _ in false },
    heap: Heap(divisor: 8, bounds: 512...4096),
    // Its connectors.
    usesInstanceRole: true,
    images: Images(
      names: [
        "cp-kafka-connect", "cp-kafka-connect-base", "cp-server-connect", "cp-server-connect-base",
        "cp-server-connect-datagen", "kafka-connect-datagen",
      ],
      alternatives: { ["\($0)-base"] },
      sample: { $0.sampleConnect },
      // Pull request 121 of github.com/confluentinc/kafka-connect-datagen.
      architectures: [
        "cnfldemos/kafka-connect-datagen": { version in
          version.map { $0 < Version(0, 6, 0) ? [.x86_64] : [.x86_64, .aarch64] }
        }
      ]
    ),
    signs: ["CONNECT_BOOTSTRAP_SERVERS"],
    portVariables: ["CONNECT_REST_PORT", "CONNECT_LISTENERS"],
    settings: { release in [afterBroker, ("environment", settingsOfConverters(in: release))] },
    licensedVariables: [
      "CLASSPATH", "CONNECT_PRODUCER_INTERCEPTOR_CLASSES", "CONNECT_CONSUMER_INTERCEPTOR_CLASSES",
    ],
    variables: connectVariables
  )
}

private func settingsOfConverters(in release: Release) -> Node {
  var environment = Mapping([
    Mapping.Entry(key: "CONNECT_KEY_CONVERTER", value: "org.apache.kafka.connect.storage.StringConverter"),
    Mapping.Entry(key: "CONNECT_VALUE_CONVERTER", value: "io.confluent.connect.avro.AvroConverter"),
  ])
  if release.needsInternalConverters {
    let converter: Node = "org.apache.kafka.connect.json.JsonConverter"
    environment["CONNECT_INTERNAL_KEY_CONVERTER"] = converter
    environment["CONNECT_INTERNAL_VALUE_CONVERTER"] = converter
  }
  return Node(.mapping(environment))
}

private func connectVariables(_ context: ServiceContext) -> [Variable] {
  let factor = Node.integer(context.cluster.replicationFactor)
  let registry = context.url(of: .schemaRegistry)
  // What the workers of a Connect cluster have in common, and where it keeps its connectors; a file's own names stay, since
  // a cluster of other names would begin without any.
  let name = "\(context.cluster.name)-connect"
  let names = [
    ("CONNECT_GROUP_ID", name), ("CONNECT_CONFIG_STORAGE_TOPIC", "\(name)-configs"),
    ("CONNECT_OFFSET_STORAGE_TOPIC", "\(name)-offsets"), ("CONNECT_STATUS_STORAGE_TOPIC", "\(name)-status"),
  ]
  return context.client.variables(prefix: "CONNECT_") + [
    .set("CONNECT_REST_ADVERTISED_HOST_NAME", text: context.nameAmongPeers),
    // The image's own scripts read it, though Connect has a default.
    .set("CONNECT_REST_PORT", .integer(context.port)),
    .set("CONNECT_CONFIG_STORAGE_REPLICATION_FACTOR", factor),
    .set("CONNECT_OFFSET_STORAGE_REPLICATION_FACTOR", factor),
    .set("CONNECT_STATUS_STORAGE_REPLICATION_FACTOR", factor),
    .set("CONNECT_VALUE_CONVERTER_SCHEMA_REGISTRY_URL", text: registry),
    .set(
      "CONNECT_VALUE_CONVERTER",
      registry == nil ? "org.apache.kafka.connect.json.JsonConverter" : "io.confluent.connect.avro.AvroConverter"
    ),
    .set("CONNECT_ZOOKEEPER_CONNECT", nil),
  ] + names.map { Variable(name: $0, value: .unlessSaid(.string($1))) } + [
    // The folder of plug-ins on the data volume, behind the image's own (`plugin.path` as cp-all-in-one has it).
    Variable(
      name: "CONNECT_PLUGIN_PATH",
      value: .appended(
        context.facts.volumes.map(\.path).joined(separator: ","),
        default: "/usr/share/java,/usr/share/confluent-hub-components"
      )
    )
  ]
}

extension Release {
  /// What cp-all-in-one runs for Connect: an image with one connector more, built on Connect of the release behind the
  /// hyphen of its tag.
  package var sampleConnect: String {
    let (connector, base) = Self.connectImages.at(number) ?? ("0.6.4", Version(7, 6, 0))
    return "cnfldemos/kafka-connect-datagen:\(connector)-\(base.text)"
  }

  private static let connectImages = History<(connector: String, base: Version)>(
    (Version(5, 3, 1), ("0.1.3", Version(5, 3, 1))),
    (Version(5, 4, 0), ("0.2.0", Version(5, 4, 0))),
    (Version(5, 4, 1), ("0.3.1", Version(5, 4, 1))),
    (Version(5, 5, 0), ("0.3.2", Version(5, 5, 0))),
    (Version(6, 0, 0), ("0.4.0", Version(6, 0, 0))),
    (Version(6, 0, 1), ("0.4.0", Version(6, 0, 1))),
    (Version(6, 1, 0), ("0.4.0", Version(6, 1, 0))),
    (Version(6, 2, 0), ("0.5.0", Version(6, 2, 0))),
    (Version(6, 2, 1), ("0.5.0", Version(6, 2, 1))),
    (Version(6, 2, 2), ("0.5.0", Version(6, 2, 0))),
    (Version(7, 1, 0), ("0.5.3", Version(7, 1, 0))),
    (Version(7, 2, 1), ("0.6.0", Version(7, 2, 1))),
    (Version(7, 2, 3), ("0.5.3", Version(7, 1, 0))),
    (Version(7, 3, 0), ("0.6.0", Version(7, 3, 0))),
    (Version(7, 4, 1), ("0.5.3", Version(7, 1, 0))),
    (Version(7, 5, 0), ("0.6.2", Version(7, 5, 0))),
    (Version(7, 6, 0), ("0.6.4", Version(7, 6, 0)))
  )
}
