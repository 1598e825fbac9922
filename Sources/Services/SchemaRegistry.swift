import Catalog
import YAML

extension Service {
  /// Confluent Schema Registry.
  package static let schemaRegistry: Service = Service(
    name: "schema-registry",
    title: "Schema Registry",
    facts: { release in
      .confluent(
        .schemaRegistry,
        in: release,
        image: "cp-schema-registry",
        port: 8081,
        heapVariable: "SCHEMA_REGISTRY_HEAP_OPTS"
      )
    },
    heap: Heap(divisor: 16, bounds: 256...1024),
    images: Images(names: ["cp-schema-registry", "schema-registry"]),
    signs: ["SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS", "SCHEMA_REGISTRY_KAFKASTORE_CONNECTION_URL"],
    portVariables: ["SCHEMA_REGISTRY_LISTENERS"],
    settings: { _ in [afterBroker, ("environment", ["SCHEMA_REGISTRY_HOST_NAME": "schema-registry"])] },
    variables: schemaRegistryVariables
  )
}

private func schemaRegistryVariables(_ context: ServiceContext) -> [Variable] {
  let cluster = context.cluster
  var variables: [Variable] = [
    // Peers forward writes to the leader by this name.
    .set("SCHEMA_REGISTRY_HOST_NAME", text: context.nameAmongPeers),
    .set("SCHEMA_REGISTRY_KAFKASTORE_CONNECTION_URL", nil),
    .set("SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS", text: context.client.bootstrapURLs),
  ]
  if cluster.hasPeers {
    let factor = Node.integer(cluster.replicationFactor)
    variables += [
      .set("SCHEMA_REGISTRY_KAFKASTORE_TOPIC_REPLICATION_FACTOR", factor),
      // It takes fewer copies for good when fewer brokers are up, so it waits for them.
      .set(cluster.release.schemaRegistryMinBrokersVariable, factor),
    ]
  }
  return variables
}
