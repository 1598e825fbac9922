import Catalog
import Cluster
import Profile
import YAML

/// What may be wrong with an upstream file although the edit goes through.
extension ComposeFile {
  /// An image of another release is the operator's choice, but seldom a wish.
  static func checkRelease(
    of entry: Mapping.Entry,
    _ placed: PlacedService,
    _ release: Release,
    _ diagnostics: inout Diagnostics
  ) {
    guard let image = entry.value.mapping?["image"], let text = image.scalar?.text, placed.image.mark == nil,
      !release.replaces(text, of: placed.facts), tag(of: text) != tag(of: placed.facts.image)
    else { return }
    diagnostics.warning(
      "other-release",
      "service `\(entry.key)` has image \(quoted(text)), and release \(release.version) has `\(placed.facts.image)`",
      at: image.mark,
      help: "give the compose file of that release, or say which image by `services.\(entry.key).image`"
    )
  }

  private static func tag(of image: String) -> Substring? {
    image.split(at: "/").last?.split(at: ":").last
  }

  /// A port of the instance can be published once.
  static func checkPorts(_ services: Mapping, _ diagnostics: inout Diagnostics) {
    var owners: [String: (service: String, mark: SourceMark?)] = [:]
    for entry in services.entries {
      for item in entry.value.mapping?["ports"]?.sequence ?? [] {
        guard let port = item.publishedPort else { continue }
        guard let owner = owners.updateValue((entry.key, item.mark), forKey: port), owner.service != entry.key else {
          continue
        }
        diagnostics.error(
          "port-in-use",
          "services `\(owner.service)` and `\(entry.key)` both publish port \(port)",
          at: item.mark ?? owner.mark,
          help: "leave one of them out of the compose file or of `services`"
        )
      }
    }
  }

  /// A relative path begins in the checkout's folder, and Docker makes an empty directory of what isn't there.
  static func checkPaths(of entry: Mapping.Entry, in cluster: Cluster, _ diagnostics: inout Diagnostics) {
    let checkout = cluster.release.checkout
    guard cluster.checkout.repository == checkout.repository, cluster.checkout.directory == checkout.directory else {
      return
    }
    let volumes = (entry.value.mapping?["volumes"]?.sequence ?? []).map { $0.mapping?["source"] ?? $0 }
    let files = entry.value.mapping?["env_file"].map { $0.sequence ?? [$0] } ?? []
    let relative =
      volumes.filter { $0.scalar?.text.begins(with: ".") ?? false }
      + files.filter { $0.scalar.map { $0.text != ".env" && !$0.text.begins(with: "/") } ?? false }
    for path in relative {
      let name = String((path.scalar?.text ?? "").before(":"))
      diagnostics.warning(
        "relative-path",
        "service `\(entry.key)` needs \(quoted(name)), which isn't known to be in the checkout's folder "
          + "`\(checkout.directory)`",
        at: path.mark,
        help: "give its path on the node, or the repository that has it under `checkout`"
      )
    }
  }

  /// Compose puts nothing in the place of a variable that has no value, and says so only on the node.
  static func checkVariables(in node: Node, known: [String], _ diagnostics: inout Diagnostics) {
    switch node.content {
    case .mapping(let mapping):
      for entry in mapping.entries { checkVariables(in: entry.value, known: known, &diagnostics) }
    case .sequence(let items):
      for item in items { checkVariables(in: item, known: known, &diagnostics) }
    case .scalar(let scalar):
      // What has no mark is the program's own.
      guard let mark = node.mark else { return }
      for name in unsetVariables(in: scalar.text) where !known.contains(name) {
        diagnostics.error(
          "unset-variable",
          "variable `\(name)` has no value on the node",
          at: mark,
          help:
            "write the value into the file, or one to fall back on, such as `${\(name):-value}`; `$$` is a dollar"
        )
      }
    }
  }

  /// The names of the variables of a text that have nothing to fall back on, in compose's notation.
  private static func unsetVariables(in text: String) -> [String] {
    var names: [String] = []
    var rest = text.utf8[...]
    while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
      rest = rest[dollar...].dropFirst()
      if rest.first == UInt8(ascii: "$") {
        rest.removeFirst()
        continue
      }
      let isBraced = rest.first == UInt8(ascii: "{")
      if isBraced { rest.removeFirst() }
      let name = rest.prefix { $0 == UInt8(ascii: "_") || $0.isLetter || $0.isDigit }
      rest = rest[name.endIndex...]
      guard let first = name.first, !first.isDigit else { continue }
      let fallsBack = isBraced && (rest.starts(with: "-".utf8) || rest.starts(with: ":-".utf8))
      if !fallsBack { names.append(String(Substring(name))) }
    }
    return names
  }
}
