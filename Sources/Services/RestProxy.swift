import YAML

extension Service {
  /// Confluent REST Proxy.
  package static let restProxy: Service = Service(
    name: "rest-proxy",
    title: "REST Proxy",
    facts: { release in
      .confluent(.restProxy, in: release, image: "cp-kafka-rest", port: 8082, heapVariable: "KAFKAREST_HEAP_OPTS")
    },
    heap: Heap(divisor: 32, bounds: 256...1024),
    images: Images(names: ["cp-kafka-rest"]),
    signs: ["KAFKA_REST_BOOTSTRAP_SERVERS"],
    portVariables: ["KAFKA_REST_LISTENERS"],
    settings: { _ in [afterBroker, ("environment", ["KAFKA_REST_HOST_NAME": "rest-proxy"])] },
    variables: { context in
      // It hands clients its address by this name (UriUtils of github.com/confluentinc/kafka-rest).
      [.set("KAFKA_REST_HOST_NAME", text: context.node.host)]
        + context.client.variables(prefix: "KAFKA_REST_")
        + [
          .set("KAFKA_REST_SCHEMA_REGISTRY_URL", text: context.url(of: .schemaRegistry)),
          // Consumers are made at one instance, and clients must be able to tell which.
          .set("KAFKA_REST_ID", text: context.runsOnSeveralNodes ? "rest-proxy-\(context.node.id)" : nil),
        ]
    }
  )
}
