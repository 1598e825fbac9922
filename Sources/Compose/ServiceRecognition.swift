import Catalog
import Findings
import Services
import Text
import YAML

/// What the services of somebody's compose file are, whatever they are called there: known by their images and, where an
/// image is called otherwise, by their variables.
struct ServiceRecognition {
  let release: Release

  /// What of a command starts the server that the image is for; whatever else one runs is a job of its own, such as one
  /// that makes topics and ends.
  private static let starts = [
    "/etc/confluent/docker/run", "/etc/kafka/docker/run", "server-start", "connect-distributed", "/run.sh",
    "start-kafka.sh", "docker-entrypoint.sh zk", "zkServer.sh",
  ]

  /// The service that an entry of `services` is; nil for one that isn't of Kafka's stack, or is a job.
  func service(_ entry: Node) -> Service? {
    guard let service = entry.mapping, !isJob(service) else { return nil }
    let variables = ComposeFile.variables(of: service)
    // A file names an image of its own by a variable, which tells nothing.
    let name = (service["image"]?.scalar).map { ImageReference(ComposeFile.withFallbacks($0.text)).name }
    guard let found = release.service(ofImage: name, hasVariable: { variables[$0] != nil }) else { return nil }
    // Its own script takes the roles from there, in every image that can do without ZooKeeper.
    let roles = (variables["KAFKA_PROCESS_ROLES"] ?? variables["KAFKA_CFG_PROCESS_ROLES"])?.scalar?.text ?? ""
    return found == .broker && roles.split(at: ",").allSatisfy { $0.isSame(as: "controller") } && !roles.isEmpty
      ? .controller : found
  }

  /// Whether an image's name says that it runs something that isn't of Kafka's stack.
  func isOther(_ entry: Node) -> Bool {
    guard let image = entry.mapping?["image"]?.scalar else { return false }
    let name = ImageReference(ComposeFile.withFallbacks(image.text)).name
    return !Release.isKnown(image: name) && service(entry) == nil && !release.isLicensed(image.text)
  }

  private func isJob(_ service: Mapping) -> Bool {
    let texts = ["command", "entrypoint"].compactMap { service[$0] }.map { node in
      (node.sequence ?? [node]).compactMap { $0.scalar?.text }.joined(separator: " ")
    }
    let text = texts.joined(separator: " ")
    return !text.isEmpty && !Self.starts.contains { text.includes($0) }
  }
}

extension ComposeFile {
  /// The variables of a service in either of compose's two forms, as far as they can be read.
  static func variables(of service: Mapping) -> Mapping {
    var ignored = Diagnostics()
    return environment(of: service, &ignored)?.mapping ?? Mapping()
  }
}
