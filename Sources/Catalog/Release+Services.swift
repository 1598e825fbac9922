import YAML

extension Release {
  /// The services that a profile can ask for, in the order in which they start.
  ///
  /// Sources: docker-compose.yml of each branch of cp-all-in-one for names and images; the Dockerfiles of
  /// github.com/confluentinc/cp-docker-images, kafka-images, schema-registry-images, kafka-rest-images and ksql-images
  /// for volumes, ports and heap variables; Confluent's image reference for licences.
  var listedServices: [ServiceFacts] {
    let keepsInZooKeeper = modes.contains(.zookeeper)
    let services: [ServiceFacts?] = [
      keepsInZooKeeper ? zooKeeper : nil,
      modes.contains(.kraft) ? controller : nil,
      broker,
      confluent(.schemaRegistry, "cp-schema-registry", Self.community, port: 8081, heap: "SCHEMA_REGISTRY_HEAP_OPTS"),
      confluent(
        .connect,
        "cp-kafka-connect",
        Self.community,
        port: 8083,
        // Connect keeps everything else in topics.
        volumes: [ServiceFacts.Volume(directory: "connect-plugins", path: "/connect-plugins")]
      ),
      confluent(.restProxy, "cp-kafka-rest", Self.community, port: 8082, heap: "KAFKAREST_HEAP_OPTS"),
      ksql,
      keepsInZooKeeper ? kafkaManager : nil,
      kafkaUI,
    ]
    return services.compactMap(\.self)
  }

  /// The services of a cluster whose profile names none, on so many nodes: in the better of the release's modes, with
  /// controllers by themselves where there can be several (Kafka documentation, "KRaft", advises so for production), and
  /// none whose licence is in doubt; `architecture` is that of the first node, which runs the web UI.
  package func defaultServices(nodes: Int, architecture: Architecture) -> [Service] {
    let isKRaft = modes[0] == .kraft
    let hasManager = !isKRaft && kafkaManager.architectures.contains(architecture)
    return services.map(\.service).filter { service in
      switch service {
      case .connect: false
      case .zookeeper: !isKRaft
      case .kafkaManager: hasManager
      case .controller: isKRaft && nodes > 2
      case .kafkaUI: !hasManager
      case .ksqldbServer: !doubtfulKsqlLicence
      default: true
      }
    }
  }

  private static let community = "Confluent Community License"
  private static let apache = "Apache-2.0"

  /// A service whose image has the release as its tag.
  private func confluent(
    _ service: Service,
    _ image: String,
    _ licence: String,
    port: Int,
    peerPorts: [Int] = [],
    volumes: [ServiceFacts.Volume] = [],
    heap: String = "KAFKA_HEAP_OPTS"
  ) -> ServiceFacts {
    ServiceFacts(
      service: service,
      image: "confluentinc/\(image):\(version)",
      licence: licence,
      port: port,
      peerPorts: peerPorts,
      volumes: volumes,
      heapVariable: heap,
      architectures: architectures
    )
  }

  private var zooKeeper: ServiceFacts {
    confluent(
      .zookeeper,
      "cp-zookeeper",
      Self.apache,
      port: 2181,
      peerPorts: [2888, 3888],
      volumes: [
        ServiceFacts.Volume(directory: "zk-data", path: "/var/lib/zookeeper/data"),
        ServiceFacts.Volume(directory: "zk-txn-logs", path: "/var/lib/zookeeper/log"),
      ]
    )
  }

  /// The port of a KRaft controller, whichever container it is in.
  package var controllerPort: Int { 9093 }

  private var controller: ServiceFacts {
    confluent(
      .controller,
      "cp-kafka",
      Self.apache,
      port: controllerPort,
      volumes: [ServiceFacts.Volume(directory: "controller-data", path: "/var/lib/kafka/data")]
    )
  }

  private var broker: ServiceFacts {
    confluent(
      .broker,
      "cp-kafka",
      Self.apache,
      port: 29092,
      volumes: [ServiceFacts.Volume(directory: "kafka-data", path: "/var/lib/kafka/data")]
    )
  }

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

  private var ksql: ServiceFacts {
    let (service, image) = Self.ksqlNames.at(number) ?? (.ksqldbServer, "cp-ksqldb-server")
    let licence =
      doubtfulKsqlLicence ? "Confluent Community License or commercial: Confluent's pages disagree" : Self.community
    return confluent(service, image, licence, port: 8088, heap: "KSQL_HEAP_OPTS")
  }

  private static let ksqlNames = History<(service: Service, image: String)>(
    (Version(5, 3, 1), (.ksqlServer, "cp-ksql-server")),
    (Version(5, 5, 0), (.ksqldbServer, "cp-ksqldb-server"))
  )

  private var kafkaManager: ServiceFacts {
    ServiceFacts(
      service: .kafkaManager,
      image: "hlebalbau/kafka-manager:\(Self.kafkaManagers.at(number) ?? "3.0.0.5")",
      licence: Self.apache,
      port: 9000,
      peerPorts: [],
      volumes: [],
      heapVariable: "JAVA_OPTS",
      // Its Dockerfile starts from an image for amd64, and was last built in 2021.
      architectures: [.x86_64]
    )
  }

  /// From 3.0 on its Curator needs ZooKeeper 3.5, and 5.3 has 3.4 (github.com/yahoo/CMAK issue 731).
  private static let kafkaManagers = History((Version(5, 3, 1), "2.0.0.2"), (firstForAnyManager, "3.0.0.5"))

  /// The first release whose ZooKeeper every Kafka Manager can use.
  static let firstForAnyManager = Version(5, 4, 0)

  /// The maintained one of the free web UIs with a login (github.com/kafbat/kafka-ui); it needs no ZooKeeper.
  private var kafkaUI: ServiceFacts {
    ServiceFacts(
      service: .kafkaUI,
      image: "ghcr.io/kafbat/kafka-ui:v1.5.0",
      licence: Self.apache,
      port: 8080,
      peerPorts: [],
      volumes: [],
      heapVariable: "JAVA_OPTS",
      architectures: [.x86_64, .aarch64]
    )
  }

  // MARK: Compose file

  /// The program's own compose file for the release, in the shape of the upstream one.
  func composeFile(of services: [ServiceFacts]) -> Node {
    var entries = Mapping()
    for facts in services {
      var service = Mapping([
        Mapping.Entry(key: "image", value: .string(facts.image)),
        Mapping.Entry(key: "container_name", value: .string(facts.service.rawValue)),
      ])
      for (key, value) in settings(of: facts.service) { service[key] = value }
      entries[facts.service.rawValue] = Node(.mapping(service))
    }
    return ["services": Node(.mapping(entries))]
  }

  /// What the compose file says of a service beside its image and name, as cp-all-in-one has it.
  private func settings(of service: Service) -> [(key: String, value: Node)] {
    let afterBroker = (key: "depends_on", value: (["broker"] as Node).inFlow)
    return switch service {
    case .zookeeper: [("environment", ["ZOOKEEPER_CLIENT_PORT": 2181, "ZOOKEEPER_TICK_TIME": 2000])]
    case .controller: []
    case .broker where modes == [.kraft]: []
    case .broker:
      [
        ("depends_on", (["zookeeper"] as Node).inFlow),
        ("environment", ["KAFKA_BROKER_ID": 1, "KAFKA_ZOOKEEPER_CONNECT": "zookeeper:2181"]),
      ]
    case .schemaRegistry: [afterBroker, ("environment", ["SCHEMA_REGISTRY_HOST_NAME": "schema-registry"])]
    case .connect: [afterBroker, ("environment", connectEnvironment)]
    case .restProxy: [afterBroker, ("environment", ["KAFKA_REST_HOST_NAME": "rest-proxy"])]
    case .ksqlServer, .ksqldbServer: [afterBroker, ("environment", ["KSQL_LISTENERS": "http://0.0.0.0:8088"])]
    // A pid file left by a container that was killed would keep the next one from starting.
    case .kafkaManager: [("command", "-Dpidfile.path=/dev/null")]
    case .kafkaUI: [afterBroker]
    }
  }

  private var connectEnvironment: Node {
    var environment = Mapping([
      Mapping.Entry(key: "CONNECT_KEY_CONVERTER", value: "org.apache.kafka.connect.storage.StringConverter"),
      Mapping.Entry(key: "CONNECT_VALUE_CONVERTER", value: "io.confluent.connect.avro.AvroConverter"),
    ])
    if needsInternalConverters {
      let converter: Node = "org.apache.kafka.connect.json.JsonConverter"
      environment["CONNECT_INTERNAL_KEY_CONVERTER"] = converter
      environment["CONNECT_INTERNAL_VALUE_CONVERTER"] = converter
    }
    return Node(.mapping(environment))
  }
}
