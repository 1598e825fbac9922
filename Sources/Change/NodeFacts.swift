import Findings
import Text
import Catalog
import Compose
import Services
package import YAML

/// What a node's compose file says of the node that runs it: of the one in the output folder, what an earlier run
/// rendered, and of a new one, what this run would.
package struct NodeFacts: Sendable {
  /// A variable with its place, in the file or in the profile.
  struct Variable {
    let text: String
    let mark: SourceMark?
  }

  /// A directory of the instance that a container keeps data in.
  struct Volume {
    let place: String
    let path: String
    let mark: SourceMark?
  }

  /// The broker id, which names the folder of its files.
  package let id: Int
  private let services: Mapping

  /// Reads a compose file; nil when there is no broker with variables in it.
  package init?(id: Int, composeFile: Node) {
    guard let services = composeFile.mapping?["services"]?.mapping else { return nil }
    self.id = id
    self.services = services
    if mapping(of: .broker)?["environment"]?.mapping == nil { return nil }
  }

  private func mapping(of service: Service) -> Mapping? { services[service.name]?.mapping }

  /// The services that the program knows, in their order.
  var running: [Service] { services.entries.compactMap { Service.named($0.key) } }

  /// The release that the tag of an image tells: the broker's, or else another service's where that is a mirror's own.
  var release: (release: Release, mark: SourceMark?)? {
    for service in [Service.broker, .controller, .zookeeper, .schemaRegistry] {
      guard let image = mapping(of: service)?["image"], let text = image.scalar?.text,
        let tag = text.split(at: "/").last?.split(at: ":").dropFirst().last,
        let release = Release.named(String(Substring(tag.utf8.prefix { $0.isDigit || $0 == UInt8(ascii: ".") })))
      else { continue }
      return (release, image.mark)
    }
    return nil
  }

  /// The image of a service, if the file has it.
  func image(of service: Service) -> String? { mapping(of: service)?["image"]?.scalar?.text }

  /// A variable of a service, if the file has it.
  func variable(_ name: String, of service: Service = .broker) -> Variable? {
    guard let entry = mapping(of: service)?["environment"]?.mapping?.entry(name), let text = entry.value.scalar?.text
    else { return nil }
    return Variable(text: text, mark: entry.value.mark)
  }

  /// The volumes of a service that are directories of the instance.
  func volumes(of service: Service) -> [Volume] {
    (mapping(of: service)?["volumes"]?.sequence ?? []).compactMap { item in
      guard let place = item.hostPath, place.begins(with: "/"), let path = item.containerPath else { return nil }
      return Volume(place: place, path: path, mark: item.mark)
    }
  }

  /// How the cluster keeps its metadata.
  var mode: Release.Mode { variable("KAFKA_PROCESS_ROLES") == nil ? .zookeeper : .kraft }

  /// The server id in the ZooKeeper ensemble; a server by itself has none to write.
  var zooKeeperServer: Int? {
    if !running.contains(.zookeeper) { return nil }
    return variable("ZOOKEEPER_SERVER_ID", of: .zookeeper).map { Int($0.text) ?? 0 } ?? 1
  }

  /// How many servers its ZooKeeper ensemble has.
  var ensembleSize: Int {
    variable("ZOOKEEPER_SERVERS", of: .zookeeper)?.text.split(at: ";").count ?? (zooKeeperServer == nil ? 0 : 1)
  }

  /// The version of the protocol that its broker speaks to the others.
  func protocolVersion(at release: Release) -> KafkaVersion? {
    KafkaVersion(
      variable("KAFKA_INTER_BROKER_PROTOCOL_VERSION")?.text.before("-") ?? release.kafkaVersion[...]
    )
  }
}
