import Text
import Catalog
import Cluster
import Profile
import Services

/// How to get into a cluster that runs, and how to use it.
extension ClusterReadme {
  /// How to get a shell on a node, and the web UI into a browser.
  static func wayIn(_ cluster: Cluster) -> String {
    let system = cluster.instance.operatingSystem.value
    let hasSessions = cluster.makesRoles && system.hasSystemsManagerAgent
    let sessions = """
      By Systems Manager, which takes no open port and no key, but on your side its plugin for the AWS CLI and the right \
      `ssm:StartSession`:

          aws ssm start-session --target "$INSTANCE"
      """
    let ssh = """
      By SSH, \(cluster.instance.keyName.map { "with the key pair `\($0.value)`" } ?? "with a key pair named at the launch (`instance.key_name` in the profile)"), \
      from where port 22 can be reached\
      \(system.hasSystemsManagerAgent ? "; without a key by `aws ec2-instance-connect ssh --instance-id \"$INSTANCE\"`" : ""):

          ssh \(system.user)@\(cluster.nodes[0].host)
      """
    let forwarding = cluster.services.first { $0.facts.service.login != nil }.flatMap { placed -> String? in
      guard let port = placed.facts.port else { return nil }
      return hasSessions
        ? """


        \(placed.facts.service.title), at http://localhost:\(port) of your machine:

            aws ssm start-session --target "$INSTANCE" --document-name AWS-StartPortForwardingSession \\
              --parameters 'portNumber=\(port),localPortNumber=\(port)'
        """
        : """


        \(placed.facts.service.title), at http://localhost:\(port) of your machine:

            ssh -N -L \(port):localhost:\(port) \(system.user)@\(cluster.nodes[placed.firstIndex].host)
        """
    }
    return """
      ## Get in

      The instance of broker \(cluster.nodes[0].id), found by \(cluster.hasVolumeIdentity ? "the tags of the volume that it holds" : "its tags"):

      \(instance(of: cluster.nodes[0], in: cluster))

      \(([hasSessions ? sessions : nil, ssh].compactMap(\.self)).joined(separator: "\n\n"))\(forwarding ?? "")

      """
  }

  /// The command that finds a node's instance.
  private static func instance(of node: ClusterNode, in cluster: Cluster) -> String {
    let tags = ["Name=tag:kafka-cluster,Values=\(cluster.name)", "Name=tag:kafka-broker-id,Values=\(node.id)"]
    if cluster.hasVolumeIdentity {
      return """
            INSTANCE=$(aws ec2 describe-volumes --filters '\(tags[0])' \\
              '\(tags[1])' \\
              --query 'Volumes[0].Attachments[0].InstanceId' --output text)
        """
    }
    return """
          INSTANCE=$(aws ec2 describe-instances --filters '\(tags[0])' \\
            '\(tags[1])' 'Name=instance-state-name,Values=running' \\
            --query 'Reservations[0].Instances[0].InstanceId' --output text)
      """
  }

  /// Where clients connect, and a first record.
  static func connecting(_ cluster: Cluster) -> String {
    let client = cluster.clientListener
    let outside = cluster.listeners.filter { $0.advertise.value != .localhost }
    var rows = outside.map { listener in
      "| in the VPC, by listener `\(listener.name.value)`\(listener.securityProtocol.value == .plaintext ? "" : " (\(listener.securityProtocol.value.rawValue))") | `\(servers(listener, cluster))` |"
    }
    rows += cluster.listeners.filter { $0.advertise.value == .localhost }.map { listener in
      "| on the instance itself, by listener `\(listener.name.value)` | `localhost:\(listener.port.value)` |"
    }
    rows.append("| in a container of a node | `broker:\(client.port.value)` |")
    let hasLocal = cluster.listeners.contains { $0.advertise.value == .localhost }
    let local =
      hasLocal ? " A client elsewhere that asks a listener for the instance itself is sent to its own `localhost`." : ""
    let broker = "broker:\(client.port.value)"
    let plain = outside.filter { $0.securityProtocol.value == .plaintext }
    let theirs = plain.first { $0.name.value != cluster.interBrokerListener.name.value } ?? client
    let first = servers(theirs, cluster).before(",")
    // Kafka's tool knows the general option since 2.5, which is in 5.5 (KIP-499).
    let line = cluster.release.line
    let producer =
      (line.major, line.minor) < (5, 5)
      ? "--broker-list" : "--bootstrap-server"
    let copies = min(cluster.nodes.count, cluster.replicationFactor)
    return """
      ## Connect

      | who | bootstrap servers |
      | --- | --- |
      \(rows.joined(separator: "\n"))

      \(outside.count > 1 ? "Brokers use `\(cluster.interBrokerListener.name.value)` among themselves, so leave them that one and give clients another." : "The listener is the brokers' own too.")\(local)

      A topic, a record and what is in it, on a node; no topic is made by being asked for, since a misspelt name would be one too:

          sudo kafka-node tool kafka-topics --bootstrap-server \(broker) --create --topic first \\
            --partitions \(cluster.nodes.count) --replication-factor \(copies)
          echo hello | sudo docker exec -i broker env -u KAFKA_JMX_PORT -u JMX_PORT \\
            kafka-console-producer \(producer) \(broker) --topic first
          sudo kafka-node tool kafka-console-consumer --bootstrap-server \(broker) --topic first --from-beginning --max-messages 1

      The same from elsewhere in the VPC, with kcat:

          echo hello | kcat -b \(first) -t first -P
          kcat -b \(first) -t first -C -e
      \(examples(cluster))
      """
  }

  /// What a client names of a listener: the first three brokers.
  private static func servers(_ listener: Profile.Listener, _ cluster: Cluster) -> String {
    cluster.nodes.prefix(3).map { node in
      let host =
        switch cluster.advertisedHost(listener, on: node) {
        case .name(let name): name
        case .instanceMetadata: node.host
        }
      return "\(host):\(listener.port.value)"
    }.joined(separator: ",")
  }

  /// A first request to the services that speak HTTP.
  private static func examples(_ cluster: Cluster) -> String {
    func url(_ service: Service) -> String? {
      cluster.placement(of: service).flatMap { placed in
        placed.facts.port.map { "http://\(cluster.nodes[placed.firstIndex].host):\($0)" }
      }
    }
    // Schema Registry and REST Proxy API reference of Confluent's documentation.
    let requests = [
      url(.schemaRegistry).map { url in
        """

            curl -H 'Content-Type: application/vnd.schemaregistry.v1+json' \\
              -d '{"schema": "{\\"type\\": \\"string\\"}"}' \(url)/subjects/first-value/versions
        """
      },
      url(.restProxy).map { url in
        """

            curl -H 'Content-Type: application/vnd.kafka.json.v2+json' \\
              -d '{"records": [{"value": {"said": "hello"}}]}' \(url)/topics/first
        """
      },
    ].compactMap(\.self)
    return requests.isEmpty ? "" : "\nBy HTTP:\n\(requests.joined())\n"
  }
}
