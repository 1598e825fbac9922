import Cluster
import Profile
import Services
import YAML

/// What the module says of what it made.
extension Terraform {
  /// The outputs of the module.
  var outputs: Node {
    let cluster = stack.cluster
    var outputs = Mapping()
    func add(_ name: String, _ description: String, _ value: Node) {
      outputs[name] = ["description": .string(description), "value": value]
    }
    func byBroker(_ value: (DataVolume) -> String) -> Node {
      let volumes = stack.groups.flatMap(\.volumes)
      return Node(.mapping(Mapping(volumes.map { Mapping.Entry(key: String($0.brokerID), value: .string(value($0))) })))
    }
    add("bootstrap_servers", "Where clients connect, by the listener that they use", bootstrapServers)
    if let placed = cluster.services.first(where: { $0.facts.service.isUserInterface }), let port = placed.facts.port {
      let host = cluster.nodes[placed.firstIndex].host
      add("ui_url", "The web UI", Self.literal("http://\(host):\(port)"))
    }
    if cluster.claimsVolumes {
      add("volume_ids", "The data volume of each broker", byBroker { "${\(Self.volumeAddress($0.brokerID)).id}" })
    }
    add("autoscaling_group_names", "The Auto Scaling groups of the brokers", names(of: "aws_autoscaling_group"))
    add("launch_template_names", "Their launch templates", names(of: "aws_launch_template"))
    if stack.securityGroup != nil {
      add("security_group_id", "The security group of the nodes", "${aws_security_group.nodes.id}")
    }
    return Node(.mapping(outputs))
  }

  /// The names of a resource that each group has.
  private func names(of type: String) -> Node {
    Node(.sequence(stack.groups.map { .string("${\(type).\(Self.key($0.launch)).name}") }))
  }

  /// What clients elsewhere give for a cluster; a listener for the instance itself is none of theirs.
  private var bootstrapServers: Node {
    let cluster = stack.cluster
    let listeners = cluster.listeners.filter { $0.advertise.value != .localhost }
    return Node(
      .mapping(
        Mapping(
          listeners.map { listener in
            let servers = cluster.nodes.map { node -> String in
              switch cluster.advertisedHost(listener, on: node) {
              case .name(let name): "\(name):\(listener.port.value)"
              case .instanceMetadata: "\(node.host):\(listener.port.value)"
              }
            }
            return Mapping.Entry(key: listener.name.value, value: Self.literal(servers.joined(separator: ",")))
          }
        )
      )
    )
  }
}
