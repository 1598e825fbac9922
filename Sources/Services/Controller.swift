import Catalog
import YAML

extension Service {
  /// A KRaft controller in a container of its own.
  package static let controller: Service = Service(
    name: "controller",
    title: "Kafka's controllers",
    placement: .quorum,
    facts: { release in
      guard release.modes.contains(.kraft) else { return nil }
      return .confluent(
        .controller,
        in: release,
        image: "cp-kafka",
        licence: ServiceFacts.Licence.apache,
        port: release.controllerPort,
        volumes: [ServiceFacts.Volume(directory: "controller-data", path: "/var/lib/kafka/data")]
      )
    },
    // By themselves where there can be several (Kafka documentation, "KRaft", advises so for production).
    isDefault: { $0.isKRaft && $0.nodeCount > 2 },
    heap: Heap(divisor: 16, bounds: 256...1024),
    isClient: false,
    portVariables: KRaft.portVariables,
    licensedVariables: KRaft.licensedVariables,
    variableOwner: { variable, release in
      KRaft.ownerOfClusterID(variable)
        ?? BrokerProperty.owned.first { release.variable(ofBrokerProperty: $0.key) == variable }.map { .key($0.value) }
    },
    replacedVariables: KRaft.replacedVariables,
    variables: controllerVariables,
    // Some controllers tell the others this name (KAFKA-20380).
    hostNames: { HostNames(hostName: KRaft.hostName($0.node.host), aliases: []) },
    ports: { $0.facts.publishedPorts(isLocal: !$0.cluster.hasPeers) },
    // They are the brokers' too.
    openings: { _, _ in [] },
    remark: { "node \($0.node.controllerID ?? $0.node.id), one of \($0.cluster.quorum.count)" }
  )
}

private func controllerVariables(_ context: ServiceContext) -> [Variable] {
  let cluster = context.cluster
  var variables = KRaft.variables(id: context.node.controllerID ?? context.node.id, roles: "controller", in: cluster)
  variables += [
    .set("KAFKA_LISTENERS", text: KRaft.boundController(cluster)),
    .set("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", text: KRaft.listenerProtocol),
    // Topics are made by the controllers.
    .set("KAFKA_DEFAULT_REPLICATION_FACTOR", .integer(cluster.replicationFactor)),
    .set("KAFKA_MIN_INSYNC_REPLICAS", .integer(cluster.minInSyncReplicas)),
  ]
  KRaft.addProperties(of: cluster, to: &variables)
  return variables
}
