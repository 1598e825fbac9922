import Profile
import Text
import YAML

/// What a change of a broker's files means for the instance that runs with the old ones.
///
/// cloud-init writes files once in an instance's life (documentation of its module Write Files), and neither Terraform,
/// CloudFormation nor a new version of a launch template replaces an instance of ours.
struct NodeChange: Hashable {
  /// How the change reaches the instance, from the least to the most.
  enum Effect: Int, Comparable {
    /// The instance runs the same with it or without.
    case nothing
    /// A new compose file can be put in the place of the old one.
    case restart
    /// Only a new instance has it.
    case replacement

    static func < (left: Effect, right: Effect) -> Bool { left.rawValue < right.rawValue }
  }

  /// How the change reaches the instance.
  private(set) var effect = Effect.nothing
  /// What changes, in the order of the files.
  private(set) var parts: [String] = []

  /// Sets a broker's compose file, user-data and launch template against those before.
  init(
    broker: Int,
    composeFile: (old: Node, new: Node)?,
    userData: (old: Node, new: Node)?,
    launchTemplate: (old: Node, new: Node)?
  ) {
    if let (old, new) = composeFile {
      let services = Self.changedKeys(old.mapping?["services"]?.mapping, new.mapping?["services"]?.mapping)
      add(.restart, services.isEmpty ? "docker-compose.yml" : listed(services.map { "`\($0)`" }))
    }
    if let (old, new) = userData {
      let (before, after) = (Self.files(old), Self.files(new))
      for path in Self.changedKeys(before, after) { add(path, before[path], after[path], broker: broker) }
      for key in Self.changedKeys(old.mapping, new.mapping) where key != "write_files" { add(.replacement, "`\(key)`") }
    }
    if let (old, new) = launchTemplate {
      for key in Self.changedKeys(old.mapping, new.mapping) where key != "UserData" { add(.replacement, key) }
    }
  }

  private mutating func add(_ effect: Effect, _ part: String) {
    self.effect = max(self.effect, effect)
    parts.append(part)
  }

  /// Adds a changed file of the instance.
  private mutating func add(_ path: String, _ old: Node?, _ new: Node?, broker: Int) {
    let name = path.split(at: "/").last ?? ""
    switch path {
    // It stands beside the user-data too.
    case "/etc/kafka-node/docker-compose.yml", "/etc/kafka-node/broker-\(broker).yml": return
    case "/etc/kafka-node/node.env", "/etc/kafka-node/broker-\(broker).env":
      let variables = Self.changedKeys(Self.variables(old), Self.variables(new))
      // What the script does and what it loads are the program's.
      let own = variables.filter { $0 != "STEPS" && !$0.begins(with: "COMPOSE_") }
      add(own.isEmpty ? .nothing : .replacement, "\(name) (\(listed(variables)))")
    case let path where path.begins(with: "/etc/kafka-node/broker-"): return
    // The units were files of their own before the script brought them.
    case "/usr/sbin/kafka-node", "/etc/systemd/system/kafka-node.service",
      "/etc/systemd/system/docker.service.d/kafka-node.conf":
      add(.nothing, path)
    default: add(.replacement, path)
    }
  }

  private static func files(_ userData: Node) -> Mapping {
    let items = userData.mapping?["write_files"]?.sequence ?? []
    return Mapping(
      items.compactMap { item in
        item.mapping?["path"]?.scalar.map { Mapping.Entry(key: $0.text, value: item) }
      }
    )
  }

  /// The variables of a file for the shell, whose values are in single quotes and may have several lines.
  private static func variables(_ file: Node?) -> Mapping {
    var variables = Mapping()
    var name = ""
    for line in (file?.mapping?["content"]?.scalar?.text ?? "").split(at: "\n") {
      let start = line.before("=")
      let isName = start.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_") }
      if isName && line.rest(after: start + "='") != nil { name = String(start) }
      variables[name] = .string((variables[name]?.scalar?.text ?? "") + line + "\n")
    }
    return variables
  }

  /// The keys whose values aren't the same, in their order; those that go come last.
  private static func changedKeys(_ old: Mapping?, _ new: Mapping?) -> [String] {
    let keys = (new?.entries ?? []).map(\.key) + (old?.entries ?? []).map(\.key).filter { new?[$0] == nil }
    return keys.filter { old?[$0]?.yamlBytes != new?[$0]?.yamlBytes }
  }
}
