import Text

extension Release {
  /// Where its compose file is checked out from.
  ///
  /// Source: the trees of branches 5.3.1-post to 8.3.0-post. Up to 5.3 there is no folder without licensed services.
  package var checkout: Checkout {
    let (repository, directory) =
      Self.folders.at(number) ?? ("https://github.com/confluentinc/cp-all-in-one", "cp-all-in-one-community")
    return Checkout(repository: repository, ref: "\(version)-post", directory: directory)
  }

  private static let folders = History<(repository: String, directory: String)>(
    (Version(5, 3, 1), ("https://github.com/confluentinc/examples", "cp-all-in-one")),
    (Version(5, 4, 0), ("https://github.com/confluentinc/examples", "cp-all-in-one-community")),
    (Version(5, 5, 0), ("https://github.com/confluentinc/cp-all-in-one", "cp-all-in-one-community"))
  )

  /// Who must be able to write to the data directories: the user that the containers run as.
  ///
  /// Source: the Dockerfiles of github.com/confluentinc/cp-docker-images and common-docker; the number of `appuser` as
  /// users report it (github.com/confluentinc/kafka-images issue 118).
  package var owner: Owner { Self.owners.at(number) ?? Owner(uid: 1000, gid: 1000) }

  private static let owners = History(
    (Version(5, 3, 1), Owner(uid: 0, gid: 0)),
    (Version(6, 0, 0), Owner(uid: 1000, gid: 1000))
  )

  /// The architectures that Confluent's images exist for.
  ///
  /// Source: github.com/confluentinc/kafka-images issues 159 and 183.
  package var architectures: [Architecture] { Self.architectures(ofImagesOf: number) }

  /// The architectures of the images of a version.
  package static func architectures(ofImagesOf version: Version) -> [Architecture] {
    version < Version(7, 2, 0) ? [.x86_64] : [.x86_64, .aarch64]
  }

  /// How its clusters can keep their metadata, the better way first.
  ///
  /// Source: github.com/confluentinc/kafka-images pull request 209 for KRaft by variables; Confluent's deprecations page
  /// of 8.3 for the end of ZooKeeper.
  package var modes: [Mode] { Self.modes.at(number) ?? [.kraft] }

  private static let modes = History<[Mode]>(
    (Version(5, 3, 1), [.zookeeper]),
    (Version(7, 4, 0), [.kraft, .zookeeper]),
    (Version(8, 0, 0), [.kraft])
  )

  /// What the other nodes learn as the address of a controller whose listener is on every address.
  package enum ControllerAddress: Sendable {
    /// Its entry in the list of voters.
    case voter
    /// The canonical host name of its container; and the listener's host must be left empty, which all of these take.
    case containerName
  }

  /// What the other nodes learn as the address of a controller.
  ///
  /// Source: KafkaConfig.scala and KafkaRaftClient.java at each tag of github.com/confluentinc/kafka from v7.4.0 to
  /// v8.3.1; KAFKA-18281 and KAFKA-20380.
  package var controllerAddress: ControllerAddress { Self.controllerAddresses.at(number) ?? .voter }

  private static let controllerAddresses = History<ControllerAddress>(
    (Version(7, 4, 0), .voter),
    (Version(7, 9, 0), .containerName),
    (Version(7, 9, 7), .voter),
    (Version(8, 0, 0), .containerName),
    (Version(8, 0, 5), .voter),
    (Version(8, 1, 0), .containerName),
    (Version(8, 1, 3), .voter),
    (Version(8, 2, 0), .containerName),
    (Version(8, 2, 1), .voter)
  )

  /// The first release of the same line, or else of any later one, whose controllers tell the address in the voters list.
  package var nextWithVoterAddress: Release? {
    let later = Self.all.filter { number < $0.number && $0.controllerAddress == .voter }
    return later.last
  }

  /// Whether the broker reports to Confluent unless told not to.
  ///
  /// Source: bin/kafka-server-start.sh of github.com/confluentinc/kafka; gone from 6.0 on.
  package var reportsToConfluent: Bool { number < Version(6, 0, 0) }

  /// Whether Connect's image stops without converters for its internal topics (`configure` of cp-docker-images v5.3.1
  /// against v5.3.2).
  package var needsInternalConverters: Bool { number < Version(5, 3, 2) }

  /// Whether its brokers keep the state of share groups in a topic (ShareCoordinatorConfig.java of
  /// github.com/confluentinc/kafka; share groups are there for use from Kafka 4.2 on).
  package var hasShareGroups: Bool { Version(8, 2, 0) <= number }

  /// Whether a ksqlDB server tells its peers the address in `ksql.advertised.listener` (ksqlDB's server configuration;
  /// since ksqlDB 0.10, which is in 6.0).
  package var hasAdvertisedKsqlListener: Bool { Version(6, 0, 0) <= number }

  /// Whether Confluent's own pages contradict each other on the licence of the packaged ksqlDB, and the packaged
  /// configuration asks for a licence (github.com/confluentinc/ksql pull request 10806).
  package var doubtfulKsqlLicence: Bool { Version(8, 0, 0) <= number }

  /// Services of the upstream files that are never kept: they need a licence or only make sample data.
  package var droppedServices: [String] { Self.droppedServices }

  private static let droppedServices: [String] = [
    "control-center", "ksql-cli", "ksqldb-cli", "ksql-datagen", "prometheus", "alertmanager", "flink-sql-client",
    "flink-jobmanager", "flink-taskmanager",
  ]

  /// Images that need an enterprise licence, by name, with the community image that does the same work where
  /// there is one.
  ///
  /// Source: Confluent's image reference and licence FAQ.
  package var licensedImages: [String: String?] { Self.licensedImages }

  private static let licensedImages: [String: String?] = [
    "cp-enterprise-kafka": "confluentinc/cp-kafka",
    "cp-server": "confluentinc/cp-kafka",
    "cp-server-connect": "confluentinc/cp-kafka-connect",
    "cp-server-connect-base": "confluentinc/cp-kafka-connect-base",
    "cp-server-connect-datagen": "cnfldemos/kafka-connect-datagen",
    "cp-enterprise-control-center": nil,
    "cp-enterprise-control-center-next-gen": nil,
    "cp-enterprise-prometheus": nil,
    "cp-enterprise-alertmanager": nil,
    "cp-enterprise-replicator": nil,
    "cp-kafka-mqtt": nil,
  ]

  /// Whether the branch's compose files name images by variables of a file outside their folder.
  ///
  /// Source: docker-compose.yml and .env of branches 5.4.1-post to 5.4.11-post.
  package var namesImagesByVariables: Bool { Version(5, 4, 1) <= number && number < Version(5, 5, 0) }

  /// The release whose images the branch's compose files have in the place of its own.
  ///
  /// Source: docker-compose.yml of branches 5.5.2-post to 5.5.9-post.
  package var strayTag: String? { Version(5, 5, 2) <= number && number < Version(5, 5, 10) ? "5.5.10" : nil }

  /// The port of a KRaft controller, whichever container it is in.
  package var controllerPort: Int { 9093 }

  /// Variables of the broker's image that are for its scripts or for Java and set no property.
  package var brokerVariables: Set<String> { Self.brokerVariables }

  private static let brokerVariables: Set<String> = [
    "KAFKA_OPTS", "KAFKA_JMX_OPTS", "KAFKA_JMX_PORT", "KAFKA_JMX_HOSTNAME", "KAFKA_JVM_PERFORMANCE_OPTS",
    "KAFKA_GC_LOG_OPTS", "KAFKA_LOG4J_OPTS", "KAFKA_LOG4J_ROOT_LOGLEVEL", "KAFKA_LOG4J_LOGGERS",
    "KAFKA_TOOLS_LOG4J_LOGLEVEL", "KAFKA_CUB_ZK_TIMEOUT",
    // Files in /etc/kafka/secrets, which the image asks for when a listener's name ends in SSL.
    "KAFKA_SSL_KEYSTORE_FILENAME", "KAFKA_SSL_KEYSTORE_CREDENTIALS", "KAFKA_SSL_KEY_CREDENTIALS",
    "KAFKA_SSL_TRUSTSTORE_FILENAME", "KAFKA_SSL_TRUSTSTORE_CREDENTIALS",
  ]
}
