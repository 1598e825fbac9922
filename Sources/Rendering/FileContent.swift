import Catalog
package import Findings
import Profile
import Text
package import YAML

/// What a file is taken for that somebody named.
///
/// The name may be of any file of the machine, a file of passwords among them, and findings end up in the logs of
/// builds. So nothing is printed of a file that isn't recognised as what it should be.
package struct FileContent {
  /// The word in the ids of findings.
  package let id: String
  /// What it is called.
  package let noun: String
  /// What to name instead.
  package let description: String
  /// The lines to begin one with.
  package let beginning: [String]
  private let keys: [String]
  /// What keys of the reader's own begin with.
  private let extensionPrefix: String?

  /// A profile.
  package static let profile = FileContent(
    id: "profile",
    noun: "profile",
    description: "a file of keys and values such as `cluster`, `release` and `nodes`",
    beginning: [
      "cluster: orders", "release: \(Release.all[0].version)", "nodes:", "  - {id: 1, host: kafka.example.com}",
    ],
    keys: Schema.topLevel,
    extensionPrefix: nil
  )

  /// A compose file, with the keys of the Compose specification.
  package static let composeFile = FileContent(
    id: "compose-file",
    noun: "compose file",
    description: "a file with `services`, such as a docker-compose.yml of cp-all-in-one",
    beginning: [],
    keys: ["version", "name", "services", "networks", "volumes", "configs", "secrets", "include", "models"],
    extensionPrefix: "x-"
  )

  /// Whether the name says as much; standard input and what a shell names like it have none.
  package func isNamed(_ path: String) -> Bool {
    path == "-" || path.ends(with: ".yaml") || path.ends(with: ".yml")
      || path.begins(with: "/dev/") || path.begins(with: "/proc/self/fd/")
  }

  /// Why a file can't be it, in words that show nothing of it; nil when it may be, whatever else is wrong with it.
  package func fault(of source: Source, document: Node?, findings: [Diagnostic]) -> String? {
    guard let document else {
      if looksRight(source.bytes) { return nil }
      if findings.contains(where: { $0.id == "yaml-empty" }) { return "it is empty" }
      return "it is not YAML from line \(findings.first { $0.severity == .error }?.mark?.line ?? 1) on"
    }
    guard let names = document.mapping?.entries.map(\.key) else {
      return "it holds \(document.sequence == nil ? "one value" : "a list"), and no keys"
    }
    if names.isEmpty { return nil }
    if !names.contains(where: keys.contains) { return "it has none of the keys of one" }
    return names.allSatisfy(isKey) ? nil : "it has keys that no \(noun) has"
  }

  /// Whether a key is one of them, or a slip of the pen for one.
  private func isKey(_ name: String) -> Bool {
    keys.contains(name) || extensionPrefix.map { name.begins(with: $0) } == true
      || nearest(to: name, in: keys) != nil
  }

  /// Whether every line at the margin begins with such a key: the text is meant as one, although it is no YAML.
  private func looksRight(_ bytes: [UInt8]) -> Bool {
    var hasKey = false
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      // Blanks, tabs, comments, items, and the ends of what is in brackets.
      guard let first = line.first, !" \t\r#-]}".utf8.contains(first) else { continue }
      let name = line.prefix { $0 != UInt8(ascii: ":") }
      guard name.count < line.count, isKey(String(decoding: name, as: UTF8.self)) else { return false }
      hasKey = true
    }
    return hasKey
  }
}
