import Text
import Catalog
import Profile
package import Services
import YAML

extension Cluster {
  /// The cluster as its services see it.
  package var context: ClusterContext {
    ClusterContext(
      name: name,
      release: release,
      mode: mode,
      id: id,
      nodeCount: nodes.count,
      quorum: quorum.map(\.context),
      listeners: listeners.map(\.context),
      interBrokerListener: interBrokerListener.context,
      replicationFactor: replicationFactor,
      minInSyncReplicas: minInSyncReplicas,
      transactionMinInSyncReplicas: transactionMinInSyncReplicas,
      // One that has no variable was reported when the profile was read.
      brokerProperties: brokerProperties.compactMap { property in
        release.variable(ofBrokerProperty: property.name.value).map {
          ($0, Node.string(property.value.value.composeText).marked(property.value.mark))
        }
      },
      places: Dictionary(
        uniqueKeysWithValues: services.map {
          ($0.facts.service, ServicePlace(on: $0.on, firstHost: nodes[$0.firstIndex].host, port: $0.facts.port))
        }
      )
    )
  }

  /// A service of a node with what its variables, ports and names follow from; `context` is the cluster's.
  package func context(of placed: PlacedService, on node: ClusterNode, in context: ClusterContext) -> ServiceContext {
    ServiceContext(
      facts: placed.facts,
      node: node.context,
      advertisedHosts: listeners.map { advertisedHost($0, on: node) },
      client: clientSettings(on: node),
      cluster: context
    )
  }

  /// How the services of a node, and the boot's questions, reach the brokers: the node's own broker first, then another.
  package func clientSettings(on node: ClusterNode) -> ClientSettings {
    let listener = clientListener
    var hosts = [Service.broker.name]
    if let peer = bootstrapPeer(of: node), case .name(let name) = advertisedHost(listener, on: peer) {
      hosts.append(name)
    }
    return ClientSettings(
      securityProtocol: listener.securityProtocol.value,
      port: listener.port.value,
      hosts: hosts
    )
  }

  /// Every port of the cluster that something outside its own node connects to.
  package var openings: [Opening] { Opening.all(of: services.map(\.facts), in: context) }
}

extension ClusterNode {
  fileprivate var context: NodeContext {
    NodeContext(
      id: id,
      host: host,
      zone: zone,
      zooKeeperServerID: zooKeeperServerID,
      controllerID: controllerID
    )
  }
}

extension Profile.Listener {
  fileprivate var context: ListenerContext {
    ListenerContext(
      name: name.value,
      port: port.value,
      securityProtocol: securityProtocol.value,
      isLocal: advertise.value == .localhost,
      nameMark: name.mark,
      portMark: port.mark
    )
  }
}
