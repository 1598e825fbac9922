import Findings
import Text
import YAML

extension ComposeFile {
  /// Takes out of a service what would point to services that are gone.
  static func dropReferences(to dropped: Set<String>, in service: inout Mapping) {
    for key in ["depends_on", "links", "external_links", "volumes_from"] {
      guard let value = service[key] else { continue }
      switch value.content {
      case .sequence(let items):
        let left = items.filter { !dropped.contains(serviceName($0)) }
        service[key] = left.isEmpty ? nil : Node(.sequence(left), mark: value.mark, isFlow: value.isFlow)
      case .mapping(var conditions):
        conditions.entries.removeAll { dropped.contains($0.key) }
        service[key] =
          conditions.entries.isEmpty ? nil : Node(.mapping(conditions), mark: value.mark, isFlow: value.isFlow)
      case .scalar: break
      }
    }
    for key in ["network_mode", "ipc", "pid"] {
      guard let value = service[key]?.scalar?.text, let other = value.rest(after: "service:") else { continue }
      if dropped.contains(String(other)) { service[key] = nil }
    }
    guard let environment = service["environment"], var variables = environment.mapping else { return }
    variables.entries.removeAll { entry in
      entry.value.scalar.map { names(dropped, in: $0.text) } ?? false
    }
    service["environment"] = Node(.mapping(variables), mark: environment.mark, isFlow: environment.isFlow)
  }

  /// The service in an item such as `broker`, `broker:alias` or `broker:ro`.
  private static func serviceName(_ item: Node) -> String {
    String((item.scalar?.text ?? "").before(":"))
  }

  /// Whether a variable's value has one of the services as a host: `connect:8083`, `http://connect/`.
  private static func names(_ services: Set<String>, in value: String) -> Bool {
    value.putting(" ", for: ",").putting(" ", for: ";").split(at: " ").contains { item in
      let parts = item.split(at: "://", maxSplits: 1, omittingEmptySubsequences: false)
      let authority = parts[parts.count - 1].before("/")
      let address = authority.split(at: "@").last ?? ""
      let host = address.before(":")
      let hasPort = address.rest(after: "\(host):")?.utf8.first?.isDigit == true
      return services.contains(String(host)) && (parts.count > 1 || hasPort)
    }
  }

  /// Takes out the named volumes that no service mounts any more.
  static func dropUnusedVolumes(in file: inout Mapping, services: Mapping) {
    guard var volumes = file["volumes"]?.mapping else { return }
    let used = Set(
      services.entries.flatMap { entry in
        (entry.value.mapping?["volumes"]?.sequence ?? []).map { item in
          item.mapping?["source"]?.scalar?.text ?? serviceName(item)
        }
      }
    )
    volumes.entries.removeAll { !used.contains($0.key) }
    file["volumes"] = volumes.entries.isEmpty ? nil : Node(.mapping(volumes))
  }
}
