import Findings
import Text
import Catalog
import Cluster
import Profile
import YAML

/// What may be wrong with an upstream file although the edit goes through.
extension ComposeFile {
  /// A port of the instance can be published once, and is open to others where the program lets them in.
  static func checkPorts(_ services: Mapping, _ diagnostics: inout Diagnostics) {
    var owners: [(service: String, port: PortMapping, mark: SourceMark?)] = []
    if let ssh = PortMapping("22:22") { owners.append(("sshd", ssh, nil)) }
    for entry in services.entries {
      for item in entry.value.mapping?["ports"]?.sequence ?? [] {
        guard let port = PortMapping(item) else { continue }
        checkAddress(of: port, of: entry.key, at: item.mark, &diagnostics)
        let owner = owners.first { $0.port.collides(with: port) }
        owners.append((entry.key, port, item.mark))
        guard let owner else { continue }
        let number = port.published ?? ""
        diagnostics.error(
          "port-in-use",
          owner.service == entry.key
            ? "service `\(entry.key)` publishes port \(number) twice"
            : "services `\(owner.service)` and `\(entry.key)` both publish port \(number)",
          at: item.mark ?? owner.mark,
          help: "choose another port, or leave one of them out of the compose file or of `services`"
        )
      }
    }
  }

  private static func checkAddress(
    of port: PortMapping,
    of service: String,
    at mark: SourceMark?,
    _ diagnostics: inout Diagnostics
  ) {
    guard let address = port.address, !port.isLocal else { return }
    diagnostics.warning(
      "open-port",
      "service `\(service)` publishes port \(port.published ?? port.target) on \(quoted(address)), and no security group that "
        + "this program makes lets anyone in there",
      at: mark,
      help: "without the address the port is the instance's own; with it, let in who needs it yourself"
    )
  }

  /// What a file publishes without an address, such as the samples' port of JMX, is the instance's own: what the profile
  /// doesn't ask for is open to nobody else.
  static func narrowPorts(of service: inout Mapping) {
    guard let ports = service["ports"], let items = ports.sequence else { return }
    service["ports"] = Node(
      .sequence(items.map { PortMapping($0)?.narrowed ?? $0 }),
      mark: ports.mark,
      isFlow: ports.isFlow
    )
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
  static func unsetVariables(in text: String) -> [String] { interpolated(text).unset }

  /// A text with what its variables fall back on in their place; those without stay as they are.
  ///
  /// A node has no variables but those of its own `.env`, which no file from elsewhere knows.
  static func withFallbacks(_ text: String) -> String { interpolated(text).text }

  private static func interpolated(_ text: String) -> (text: String, unset: [String]) {
    var names: [String] = []
    var result: [UInt8] = []
    var rest = text[...].utf8
    while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
      result += rest[..<dollar]
      let start = dollar
      rest = rest[dollar...].dropFirst()
      if rest.first == UInt8(ascii: "$") {
        rest.removeFirst()
        result += "$$".utf8
        continue
      }
      let isBraced = rest.first == UInt8(ascii: "{")
      if isBraced { rest.removeFirst() }
      let name = rest.prefix { $0 == UInt8(ascii: "_") || $0.isLetter || $0.isDigit }
      rest = rest[name.endIndex...]
      guard let first = name.first, !first.isDigit else {
        result += text.utf8[start..<rest.startIndex]
        continue
      }
      let mark = [":-", "-"].first { rest.starts(with: $0.utf8) }
      if isBraced, let mark, let end = rest.firstIndex(of: UInt8(ascii: "}")) {
        let fallback = interpolated(String(Substring(rest[..<end].dropFirst(mark.utf8.count))))
        result += fallback.text.utf8
        names += fallback.unset
        rest = rest[end...].dropFirst()
        continue
      }
      if !(isBraced && mark != nil) { names.append(String(Substring(name))) }
      result += text.utf8[start..<rest.startIndex]
    }
    return (String(decoding: result + rest, as: UTF8.self), names)
  }
}
