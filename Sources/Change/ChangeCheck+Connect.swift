import Findings
import Catalog
import Cluster
import Profile
import Services

extension ChangeCheck {
  /// Workers of another group, or with other topics, are another Connect cluster: one without connectors.
  mutating func checkConnect() {
    let workers = pairs.filter { $0.before.running.contains(.connect) && $0.after.running.contains(.connect) }
    guard let (old, new) = workers.first else { return }
    let topics = ["CONFIG", "OFFSET", "STATUS"].map { "CONNECT_\($0)_STORAGE_TOPIC" }
    let changed = (["CONNECT_GROUP_ID"] + topics).compactMap { name -> (name: String, old: NodeFacts.Variable)? in
      guard let variable = old.variable(name, of: .connect) else { return nil }
      return variable.text == new.variable(name, of: .connect)?.text ? nil : (name, variable)
    }
    if !changed.isEmpty {
      let lines = changed.map { "\($0.name): \(quotedIfNeeded($0.old.text))" }.joined(separator: ", ")
      diagnostics.error(
        "connect-changed",
        "Connect would begin without connectors: those that run are known to group and topics of other names",
        at: serviceMark(.connect),
        help: "add `connect: {environment: {\(lines)}}` to `services`",
        notes: [Diagnostic.Note("the names are set here", at: changed[0].old.mark)]
      )
    }
    guard let image = old.image(of: .connect), let next = new.image(of: .connect),
      ImageReference(image).name != ImageReference(next).name
    else { return }
    diagnostics.warning(
      "connect-image-changed",
      "Connect would run `\(next)` instead of `\(image)`, which may have connectors that the other hasn't",
      at: cluster.placement(of: .connect)?.image.mark ?? serviceMark(.connect),
      help: "write `connect: {image: '\(image)'}` to keep it, or put the connectors into "
        + "\(cluster.data.mount.value)/connect-plugins"
    )
  }

  private func quotedIfNeeded(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || "0123456789-_.".utf8.contains(byte)
    }
    return isPlain ? text : "'\(text)'"
  }
}
