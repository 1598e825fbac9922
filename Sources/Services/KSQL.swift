import Catalog
import YAML

extension Service {
  /// KSQL server, up to 5.4.
  package static let ksqlServer: Service = ksql(
    "ksql-server",
    title: "KSQL",
    facts: { $0.number < firstKsqlDB ? ksqlFacts(.ksqlServer, in: $0, image: "cp-ksql-server") : nil },
    upgradeNotes: [
      // ksqlDB's upgrade notes of 5.5: "Upgrading to ksqlDB 5.5 from KSQL 5.4".
      UpgradeNote(
        version: firstKsqlDB,
        text: """
          ksqlDB doesn't go on with KSQL's queries: keep their statements, ask for `ksqldb-server` instead of `ksql-server`, \
          with a KSQL_KSQL_SERVICE_ID of its own, and run them again
          """
      )
    ]
  )

  /// The same from 5.5 on, under its new name.
  package static let ksqldbServer: Service = ksql(
    "ksqldb-server",
    title: "ksqlDB",
    facts: { $0.number < firstKsqlDB ? nil : ksqlFacts(.ksqldbServer, in: $0, image: "cp-ksqldb-server") },
    // Nothing whose licence is in doubt.
    isDefault: { !$0.release.doubtfulKsqlLicence }
  )

  private static func ksql(
    _ name: String,
    title: String,
    facts: @escaping @Sendable (Release) -> ServiceFacts?,
    isDefault: @escaping @Sendable (DefaultCluster) -> Bool = { _ in true },
    upgradeNotes: [UpgradeNote] = []
  ) -> Service {
    Service(
      name: name,
      title: title,
      facts: facts,
      isDefault: isDefault,
      heap: Heap(divisor: 8, bounds: 512...4096),
      // The servers that ksqlDB's own project published, numbered 0.x (github.com/confluentinc/ksql, CHANGELOG.md).
      images: Images(
        names: ["cp-ksql-server", "cp-ksqldb-server", "ksqldb-server"],
        separate: ["ksqldb-server", "ksqldb-cli"]
      ),
      signs: ["KSQL_BOOTSTRAP_SERVERS"],
      portVariables: ["KSQL_LISTENERS"],
      settings: { _ in [afterBroker, ("environment", ["KSQL_LISTENERS": "http://0.0.0.0:8088"])] },
      licensedVariables: ["KSQL_PRODUCER_INTERCEPTOR_CLASSES", "KSQL_CONSUMER_INTERCEPTOR_CLASSES"],
      variables: ksqlVariables,
      upgradeNotes: upgradeNotes
    )
  }

  /// The release in which KSQL became ksqlDB.
  private static let firstKsqlDB = Version(5, 5, 0)

  private static func ksqlFacts(_ service: Service, in release: Release, image: String) -> ServiceFacts {
    .confluent(
      service,
      in: release,
      image: image,
      licence: release.doubtfulKsqlLicence
        ? "Confluent Community License or commercial: Confluent's pages disagree" : ServiceFacts.Licence.community,
      port: 8088,
      heapVariable: "KSQL_HEAP_OPTS"
    )
  }
}

private func ksqlVariables(_ context: ServiceContext) -> [Variable] {
  let cluster = context.cluster
  let factor = Node.integer(cluster.replicationFactor)
  let tellsPeers = context.runsOnSeveralNodes && cluster.release.hasAdvertisedKsqlListener
  var variables = context.client.variables(prefix: "KSQL_")
  variables += [
    .set("KSQL_KSQL_SCHEMA_REGISTRY_URL", text: context.url(of: .schemaRegistry)),
    .set("KSQL_KSQL_CONNECT_URL", text: context.url(of: .connect)),
    // Peers forward queries to this one by that address.
    .set(
      "KSQL_KSQL_ADVERTISED_LISTENER",
      text: tellsPeers ? "http://\(context.node.host):\(context.port)" : nil
    ),
  ]
  if cluster.hasPeers {
    variables += [
      .set("KSQL_KSQL_INTERNAL_TOPIC_REPLICAS", factor),
      .set("KSQL_KSQL_STREAMS_REPLICATION_FACTOR", factor),
    ]
  }
  // A log of processing errors is made only where the base asks for it.
  variables.append(
    Variable(name: "KSQL_KSQL_LOGGING_PROCESSING_TOPIC_REPLICATION_FACTOR", value: .whereSaid(factor))
  )
  return variables
}
