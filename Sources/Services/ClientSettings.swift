package import Catalog

/// Where and how a client reaches the cluster's brokers: once for the services of a node and the boot's questions.
package struct ClientSettings: Sendable {
  /// How it talks to them.
  package let securityProtocol: SecurityProtocol
  /// The port of the listener, the same inside and outside of the containers.
  package let port: Int
  /// The hosts that it asks first, in their order, as containers of the node resolve them.
  package let hosts: [String]

  /// Makes the settings of a listener's clients.
  package init(securityProtocol: SecurityProtocol, port: Int, hosts: [String]) {
    self.securityProtocol = securityProtocol
    self.port = port
    self.hosts = hosts
  }

  /// Kafka's `bootstrap.servers`.
  package var bootstrapServers: String { hosts.map { "\($0):\(port)" }.joined(separator: ",") }

  /// The same with the security protocol before each, as Schema Registry reads it.
  var bootstrapURLs: String { hosts.map { "\(securityProtocol.rawValue)://\($0):\(port)" }.joined(separator: ",") }

  /// Where programs on the instance itself ask its broker.
  package var onInstance: String { "localhost:\(port)" }

  /// The variable that tells a service's image where the brokers are, named by Kafka's property behind the service's
  /// prefix.
  func variables(prefix: String) -> [Variable] { [.set("\(prefix)BOOTSTRAP_SERVERS", text: bootstrapServers)] }
}
