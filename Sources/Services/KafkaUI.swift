import Catalog
import YAML

extension Service {
  /// The web UI Kafka UI: the maintained one of the free ones with a login (github.com/kafbat/kafka-ui); it needs no
  /// ZooKeeper.
  package static let kafkaUI: Service = Service(
    name: "kafka-ui",
    title: "Kafka UI",
    placement: .oneNode,
    facts: { _ in
      ServiceFacts(
        service: .kafkaUI,
        image: "ghcr.io/kafbat/kafka-ui:v1.5.0",
        licence: ServiceFacts.Licence.apache,
        port: 8080,
        peerPorts: [],
        volumes: [],
        heapVariable: "JAVA_OPTS",
        architectures: architectures
      )
    },
    isDefault: { !isManagerDefault($0) },
    heap: Heap(divisor: 32, bounds: 256...512),
    images: Images(
      names: ["kafka-ui"],
      hasVersionsOfItsOwn: true,
      architectures: ["ghcr.io/kafbat/kafka-ui": { _ in architectures }]
    ),
    signs: ["KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS"],
    settings: { _ in [afterBroker] },
    variables: kafkaUIVariables,
    // Its image has no bash (api/Dockerfile of github.com/kafbat/kafka-ui).
    probe: { "wget -qO- 127.0.0.1:\($0.port)/actuator/health" },
    secrets: [password],
    login: Login(user: user, password: password)
  )
}

private let user = "admin"
private let password = "KAFKA_UI_PASSWORD"

/// Source: the release workflow of github.com/kafbat/kafka-ui.
private let architectures: [Architecture] = [.x86_64, .aarch64]

/// Variables of github.com/kafbat/kafka-ui, documentation/compose.
private func kafkaUIVariables(_ context: ServiceContext) -> [Variable] {
  let connect = context.url(of: .connect)
  return [
    .set("KAFKA_CLUSTERS_0_NAME", text: context.cluster.name),
    .set("KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS", text: context.client.bootstrapServers),
    .set("KAFKA_CLUSTERS_0_SCHEMAREGISTRY", text: context.url(of: .schemaRegistry)),
    .set("KAFKA_CLUSTERS_0_KAFKACONNECT_0_NAME", connect == nil ? nil : "connect"),
    .set("KAFKA_CLUSTERS_0_KAFKACONNECT_0_ADDRESS", text: connect),
    .set(
      "KAFKA_CLUSTERS_0_KSQLDBSERVER",
      text: context.url(of: .ksqldbServer) ?? context.url(of: .ksqlServer)
    ),
    // Without it anyone is let in.
    .set("AUTH_TYPE", "LOGIN_FORM"),
    .set("SPRING_SECURITY_USER_NAME", text: user),
    // Made on the node at first boot; compose reads it from the `.env` file beside it.
    .set("SPRING_SECURITY_USER_PASSWORD", text: "${\(password)}"),
  ]
}
