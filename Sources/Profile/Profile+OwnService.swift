import Findings
import Text
import YAML

extension Profile {
  /// What a profile says of a service of the operator's own, beside what it may say of any.
  package struct OwnService: Sendable {
    /// Who may connect to a port.
    package enum Audience: String, Sendable, CaseIterable {
      /// Those in `network.clients`.
      case clients
      /// The other nodes.
      case nodes
      /// Those in `network.administrators`.
      case administrators
    }

    /// A port that it publishes on the instance.
    package struct Port: Sendable {
      /// The instance's port.
      package let port: Sourced<Int>
      /// The container's port.
      package let target: Int
      /// Who may connect beside the instance itself.
      package let openTo: [Sourced<Audience>]
    }

    /// A folder of the instance, or of the data volume, that it mounts.
    package struct Volume: Sendable {
      /// The path on the instance, or the name of a folder of the data volume.
      package let source: String
      /// The path in the container.
      package let target: Sourced<String>
      /// How it is mounted, such as `ro`.
      package let options: [String]

      /// Whether nothing is written by way of it.
      package var isReadOnly: Bool { options.contains { $0 == "ro" } }
    }

    /// A file that it brings.
    package struct File: Sendable {
      /// The path in the container.
      package let path: Sourced<String>
      /// What is in it.
      package let content: String
    }

    /// What it runs in the place of the image's command: words, or a line that compose takes apart.
    package enum Command: Sendable {
      /// Words.
      case words([Sourced<String>])
      /// A line.
      case line(Sourced<String>)
    }

    /// The ports that it publishes.
    package var ports: [Port] = []
    /// What it mounts.
    package var volumes: [Volume] = []
    /// The files that it brings.
    package var files: [File] = []
    /// What it runs.
    package var command: Command?
    /// The services that start before it.
    package var dependsOn: [Sourced<String>] = []
    /// The user that it runs as.
    package var user: Sourced<String>?
    /// Whether it is in the instance's network.
    package var usesHostNetwork = false
    /// Whether it sees the instance's processes.
    package var usesHostProcesses = false
    /// The keys that say any of it.
    package var keys: [Sourced<String>] = []
  }
}

/// The one network and the one space of process ids that a service may share: the instance's.
private enum Host: String, CaseIterable {
  case host
}

extension Schema {
  /// The keys of a service of the operator's own.
  static let ownService: [Key] = [
    Key(
      "ports",
      .list(
        .either(
          .integer(1...65_535),
          .mapping(ownPort),
          wanted: "a port, or a mapping such as `{port: 9100, open_to: [administrators]}`"
        )
      ),
      "of a [service of your own](#services-of-your-own): the ports that it publishes, on 127.0.0.1 of the instance",
      example: "[9100]"
    ),
    Key(
      "volumes",
      .list(.text(.serviceVolume)),
      "of a service of your own: what it mounts, as `SOURCE:TARGET` with `:ro` and the like behind it; a source with `/` is a "
        + "path of the instance, a name is a folder of the data volume",
      example: "['/:/host:ro,rslave']"
    ),
    Key(
      "files",
      .mapping(Section([], others: Key("*", .content, "what is in this file"), names: .containerPath)),
      "of a service of your own: files by their paths in the container, with what is in them; they are part of the user-data, "
        + "and mounted read-only",
      example: "{/etc/proxy.conf: 'listen 80'}"
    ),
    Key(
      "command",
      .either(.text(nil), .list(.text(nil)), wanted: "text or a list of words"),
      "of a service of your own: what it runs in the place of the image's command",
      without: .said("the image's"),
      example: "['--path.rootfs=/host']"
    ),
    Key(
      "depends_on",
      .list(.text(nil)),
      "of a service of your own: services that start before it",
      example: "[broker]"
    ),
    Key(
      "user",
      .text(.serviceUser),
      "of a service of your own: the user that it runs as, uid or uid:gid; its folders of the data volume are `data.owner`'s",
      without: .said("the image's"),
      example: "'1000:1000'"
    ),
    Key(
      "network_mode",
      .choice(of: Host.self),
      "of a service of your own: `host` for the instance's own network, where nothing is published and it listens where its "
        + "own settings say",
      without: .said("the node's compose network"),
      example: "host"
    ),
    Key(
      "pid",
      .choice(of: Host.self),
      "of a service of your own: `host` to see the processes of the instance",
      without: .said("its own"),
      example: "host"
    ),
  ]

  private static let ownPort = Section([
    Key(
      "port",
      .integer(1...65_535),
      "the instance's port",
      without: .needed(help: "write the port, such as 9100"),
      example: "9100"
    ),
    Key("target", .integer(1...65_535), "the container's port", without: .said("the same"), example: "80"),
    Key(
      "open_to",
      .list(.choice(of: Profile.OwnService.Audience.self)),
      "who may connect beside the instance itself: `clients`, `nodes`, `administrators`; they are let in by the security group "
        + "that is made",
      without: .said("nobody; it is published on 127.0.0.1"),
      example: "[administrators]"
    ),
  ])
}

extension Reader {
  /// What a service says that only one of the operator's own can.
  mutating func ownService(_ object: Object) -> Profile.OwnService {
    var own = Profile.OwnService()
    let names = Schema.ownService.map(\.name)
    own.keys = object.mapping.entries.filter { names.contains($0.key) }.map { Sourced($0.key, at: $0.keyMark) }
    own.ports = (list("ports", in: object) ?? []).compactMap { port($0, in: object) }
    own.volumes = texts("volumes", in: object).map(Profile.OwnService.Volume.init)
    own.files = section("files", in: object).map { files(in: $0) } ?? []
    own.command = command(in: object)
    own.dependsOn = texts("depends_on", in: object)
    own.user = text("user", in: object)
    own.usesHostNetwork = choice("network_mode", in: object, as: Host.self) != nil
    own.usesHostProcesses = choice("pid", in: object, as: Host.self) != nil
    return own
  }

  private mutating func port(_ item: (node: Node, path: String), in object: Object) -> Profile.OwnService.Port? {
    if item.node.mapping == nil {
      guard item.node.scalar.map({ if case .integer = $0.type { true } else { false } }) == true else {
        wrongType(item.node, item.path, object.section["ports"].shape.item?.description ?? "")
        return nil
      }
      return integer(item.node, path: item.path, 1...65_535).map {
        Profile.OwnService.Port(port: $0, target: $0.value, openTo: [])
      }
    }
    guard let mapping = self.item(item, of: "ports", in: object) else { return nil }
    let port = integer("port", in: mapping)
    let target = integer("target", in: mapping)
    let openTo = texts("open_to", in: mapping).compactMap {
      choice($0, path: mapping.path(of: "open_to"), as: Profile.OwnService.Audience.self)
    }
    return port.map { Profile.OwnService.Port(port: $0, target: target?.value ?? $0.value, openTo: openTo) }
  }

  private mutating func files(in object: Object) -> [Profile.OwnService.File] {
    entries(of: object).compactMap { entry in
      let path = object.section.nameRule.map { check(entry.name, $0, path: object.path) } ?? entry.name
      guard let path, let content = content(entry.value, path: entry.path) else { return nil }
      return Profile.OwnService.File(path: path, content: content)
    }
  }

  /// A text of several lines, with nothing in it that a terminal or a YAML reader would take for something else.
  private mutating func content(_ node: Node, path: String) -> String? {
    guard let scalar = node.scalar, scalar.type != .null else {
      wrongType(node, path, "text", help: "write it behind `|`, line by line")
      return nil
    }
    let isReadable = scalar.text.unicodeScalars.allSatisfy {
      $0.properties.generalCategory != .control || $0 == "\n" || $0 == "\t"
    }
    if isReadable { return scalar.text }
    diagnostics.error(
      "control-character",
      "`\(path)` has a control character in it",
      at: node.mark,
      help: "only line breaks and tabs can stand in a file that a profile brings"
    )
    return nil
  }

  private mutating func command(in object: Object) -> Profile.OwnService.Command? {
    guard let node = node("command", in: object) else { return nil }
    let path = object.path(of: "command")
    if node.sequence != nil { return .words(texts("command", in: object)) }
    if node.mapping != nil {
      wrongType(node, path, object.section["command"].shape.description)
      return nil
    }
    return string(node, path: path).map { .line($0) }
  }
}

extension Profile.OwnService.Volume {
  /// Takes an item apart that the rule allows.
  fileprivate init(_ text: Sourced<String>) {
    let parts = text.value.split(at: ":").map(String.init)
    source = parts[0]
    target = Sourced(parts[1], at: text.mark)
    options = parts.count > 2 ? parts[2].split(at: ",").map(String.init) : []
  }
}
