import Findings
import Text
import YAML

extension Reader {
  mutating func cloudConfig(in top: Object, mount: String) -> Profile.CloudConfig {
    guard let object = section("cloud_config", in: top) else {
      return Profile.CloudConfig(packages: [], writeFiles: [], runcmd: [], other: [])
    }
    let packages = texts("packages", in: object)
    let files = list("write_files", in: object) ?? []
    for file in files { checkFile(file.node, path: file.path, mount) }
    let commands = list("runcmd", in: object) ?? []
    for command in commands { checkCommand(command.node, path: command.path) }
    _ = entries(of: object)
    let other = object.mapping.entries.filter { !object.section.has($0.key) }
    for entry in other {
      let count = diagnostics.count
      checkCloudConfig(entry, mount: mount)
      if entry.key == "users" && diagnostics.count == count { checkUsers(entry) }
    }
    return Profile.CloudConfig(
      packages: packages,
      writeFiles: files.map(\.node),
      runcmd: commands.map(\.node),
      other: other
    )
  }

  /// cloud-init's schema: an item of write_files is a mapping with a path; ours adds where a file may go.
  private mutating func checkFile(_ file: Node, path: String, _ mount: String) {
    guard let mapping = file.mapping, let target = mapping["path"] else {
      diagnostics.error(
        "bad-file",
        "`\(path)` must be a mapping with a `path`",
        at: file.mark.map(\.firstCharacter),
        help: "write it as cloud-init's `write_files` has it"
      )
      return
    }
    check(file, CloudConfigKey.file, path: path, mount: mount)
    guard let text = string(target, path: "\(path).path") else { return }
    let names = text.value.split(at: "/", omittingEmptySubsequences: false)
    if names.first != "" || names.count < 2 || names.dropFirst().contains(where: { ["", ".", ".."].contains($0) }) {
      diagnostics.error(
        "bad-path",
        "`\(path).path` is \(quoted(text.value)), which is no plain absolute path",
        at: text.mark,
        help: "begin it with `/`, and leave out `.`, `..` and empty names"
      )
      return
    }
    let place = NodePath(text.value, mount: mount)
    // How a service reaches the Internet is the operator's to say.
    if place.isServiceDropIn, case .refused = place.fault, setsOnlyEnvironment(mapping) { return }
    checkPath(target, text.value, path: "\(path).path", mount: mount)
  }

  /// Whether a drop-in says nothing but variables of the service's environment, such as `HTTPS_PROXY`.
  private func setsOnlyEnvironment(_ file: Mapping) -> Bool {
    guard file["encoding"].map({ $0.scalar?.text == "text/plain" }) ?? true, file["source"] == nil,
      file["append"] == nil,
      let content = file["content"]?.scalar?.text
    else { return false }
    return content.utf8.split(separator: UInt8(ascii: "\n")).allSatisfy { line in
      let line = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      // A backslash at the end joins the next line to this one.
      if line.last == UInt8(ascii: "\\") { return false }
      return line.isEmpty || ["#", ";", "Environment=", "EnvironmentFile="].contains { line.starts(with: $0.utf8) }
        || line.elementsEqual("[Service]".utf8)
    }
  }

  /// cloud-init's schema: an item of runcmd is a string or a list of strings.
  private mutating func checkCommand(_ command: Node, path: String) {
    let words = command.sequence ?? [command]
    if words.isEmpty || !words.allSatisfy({ $0.scalar.map { $0.type == .string } == true }) {
      diagnostics.error(
        "bad-command",
        "`\(path)` must be a string or a list of strings",
        at: command.mark,
        help: "put numbers and booleans in quotes"
      )
    }
  }

  private mutating func checkUsers(_ entry: Mapping.Entry) {
    let names: [String]
    switch entry.value.content {
    case .scalar(let scalar):
      names = scalar.text.split(at: ",").flatMap { $0.split(at: " ") }.map(String.init)
    case .sequence(let items): names = items.compactMap { $0.scalar?.text }
    case .mapping(let mapping): names = mapping.entries.map(\.key)
    }
    if names.contains(where: { $0.isSame(as: "default") }) { return }
    diagnostics.error(
      "no-default-user",
      "`cloud_config.users` leaves out `default`, and with it the user of your SSH key",
      at: entry.keyMark,
      help: "make `default` its first item"
    )
  }
}
