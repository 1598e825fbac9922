package import Findings
import Catalog
import Text
package import YAML

/// A service of the operator's own, such as an exporter or a proxy: what the profile says of it.
package struct OwnService: Sendable {
  /// A port that it publishes.
  package struct Port: Sendable {
    /// The instance's port.
    package let port: Int
    /// The container's port.
    package let target: Int
    /// Whether the other nodes may connect.
    package let isForNodes: Bool
    /// Whether clients may.
    package let isForClients: Bool
    /// Whether administrators may.
    package let isForAdministrators: Bool
    /// Where the profile asks for it.
    package let mark: SourceMark?

    /// Makes a port.
    package init(
      port: Int,
      target: Int,
      isForNodes: Bool,
      isForClients: Bool,
      isForAdministrators: Bool,
      mark: SourceMark?
    ) {
      self.port = port
      self.target = target
      self.isForNodes = isForNodes
      self.isForClients = isForClients
      self.isForAdministrators = isForAdministrators
      self.mark = mark
    }

    /// Whether nobody beyond the instance may connect.
    var isLocal: Bool { !isForNodes && !isForClients && !isForAdministrators }
  }

  /// Its name.
  package var name: String
  /// Its image.
  package var image: String
  /// The ports that it publishes.
  package var ports: [Port]
  /// Its folders of the data volume.
  package var volumes: [ServiceFacts.Volume]
  /// What it mounts from the instance, in compose's short form.
  package var mounts: [Node]
  /// The files that it brings.
  package var files: [ServiceFile]
  /// Whether it is a Java process whose heap the profile says.
  package var hasHeap: Bool
  /// What the compose file says of it beside that, by compose's keys.
  package var settings: [(key: String, value: Node)]
  /// Whether it is in the instance's own network, where it publishes nothing and listens where it will.
  package var usesHostNetwork: Bool

  /// Makes a service.
  package init(
    name: String,
    image: String,
    ports: [Port],
    volumes: [ServiceFacts.Volume],
    mounts: [Node],
    files: [ServiceFile],
    hasHeap: Bool,
    settings: [(key: String, value: Node)],
    usesHostNetwork: Bool
  ) {
    self.name = name
    self.image = image
    self.ports = ports
    self.volumes = volumes
    self.mounts = mounts
    self.files = files
    self.hasHeap = hasHeap
    self.settings = settings
    self.usesHostNetwork = usesHostNetwork
  }

  /// The variable that every Java process reads its options from (Java Platform, "JAVA_TOOL_OPTIONS" of the JVM Tool
  /// Interface).
  private static let heapVariable = "JAVA_TOOL_OPTIONS"

  /// The facts about it, which no release changes.
  package var facts: ServiceFacts {
    let own = self
    let service = Service(
      name: name,
      title: name,
      facts: { _ in own.facts },
      heap: nil,
      isOwn: true,
      isClient: false,
      settings: { _ in own.settings },
      variables: { _ in [] },
      ports: { _ in own.publishedPorts },
      openings: { _, cluster in own.openings(in: cluster) },
      mounts: mounts,
      files: files,
      probe: { _ in nil }
    )
    return ServiceFacts(
      service: service,
      image: image,
      licence: "",
      port: nil,
      peerPorts: [],
      volumes: volumes,
      heapVariable: hasHeap ? Self.heapVariable : nil,
      architectures: [.x86_64, .aarch64]
    )
  }

  private var publishedPorts: [PublishedPort] {
    if usesHostNetwork { return [] }
    return ports.map { PublishedPort(port: $0.port, target: $0.target, isLocal: $0.isLocal, mark: $0.mark) }
  }

  private func openings(in cluster: ClusterContext) -> [Opening] {
    ports.filter { !$0.isLocal }.map { port in
      Opening(
        port: port.port,
        what: name,
        forNodes: port.isForNodes && cluster.hasPeers,
        forClients: port.isForClients,
        forAdministrators: port.isForAdministrators
      )
    }
  }
}

/// A file that a service brings: written by user-data below a folder of the program's, and mounted read-only.
package struct ServiceFile: Sendable {
  /// Its path in the container.
  package let path: String
  /// What is in it.
  package let content: String

  /// Makes a file.
  package init(path: String, content: String) {
    self.path = path
    self.content = content
  }
}

extension Service {
  /// Where a file of the service's is on the instance.
  package func place(of file: ServiceFile) -> String { "/etc/kafka-node/services/\(name)\(file.path)" }
}
