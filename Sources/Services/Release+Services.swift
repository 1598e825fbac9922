package import Catalog
package import YAML

/// A cluster whose profile names no services.
package struct DefaultCluster: Sendable {
  /// Its release.
  let release: Release
  /// The number of its nodes.
  let nodeCount: Int
  /// The architecture of its first node, which runs the web UI.
  let architecture: Architecture

  /// Whether it keeps its metadata in Kafka: the better of the release's modes.
  var isKRaft: Bool { release.modes[0] == .kraft }
}

extension Release {
  /// The facts about the services that a profile can ask for, in the order in which they start.
  package var services: [ServiceFacts] { Service.all.compactMap { $0.facts(self) } }

  /// The facts about a service.
  package func facts(of service: Service) -> ServiceFacts? { service.facts(self) }

  /// The services of a cluster whose profile names none, on so many nodes: in the better of the release's modes, and
  /// none whose licence is in doubt; `architecture` is that of the first node, which runs the web UI.
  package func defaultServices(nodes: Int, architecture: Architecture) -> [Service] {
    let cluster = DefaultCluster(release: self, nodeCount: nodes, architecture: architecture)
    return services.map(\.service).filter { $0.isDefault(cluster) }
  }

  /// The program's own compose file for the release, in the shape of the upstream one, with services of the operator's own.
  package func base(with own: [ServiceFacts] = []) -> Node {
    var entries = Mapping()
    for facts in services + own {
      var service = Mapping([
        Mapping.Entry(key: "image", value: .string(facts.image)),
        Mapping.Entry(key: "container_name", value: .string(facts.service.name)),
      ])
      for (key, value) in facts.service.settings(self) { service[key] = value }
      entries[facts.service.name] = Node(.mapping(service))
    }
    return ["services": Node(.mapping(entries))]
  }
}

/// A service of the base that starts after the broker.
let afterBroker = (key: "depends_on", value: (["broker"] as Node).inFlow)
