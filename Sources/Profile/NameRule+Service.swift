import Text

extension NameRule {
  /// The name of a service of the operator's own: a name of a container and a host name in the compose network (Compose
  /// specification, "Services top-level element"; Docker takes container names of two characters or more).
  package static let service = NameRule(
    id: "bad-service-name",
    noun: "name for a service",
    pattern: "^[a-z][a-z0-9-]*[a-z0-9]$",
    help: "use 2 to 63 lower-case letters, digits and hyphens, beginning with a letter"
  ) { text in
    (2...63).contains(text.utf8.count) && text.utf8.first.map { $0.isLetter } == true && text.utf8.last != hyphen
      && text.utf8.allSatisfy { $0.isLetter && !$0.isCapital || $0.isDigit || $0 == hyphen }
  }

  /// A user and group as numbers.
  static let serviceUser = NameRule(
    id: "bad-user",
    noun: "user and group id",
    pattern: "^[0-9]{1,10}(:[0-9]{1,10})?$",
    help: "write numbers, uid or uid:gid, such as '1000:1000'"
  ) { text in
    let ids = text.split(at: ":", omittingEmptySubsequences: false)
    return (1...2).contains(ids.count)
      && ids.allSatisfy { id in id.utf8.allSatisfy { $0.isDigit } && Int32(id) != nil }
  }

  /// A path in a container that compose's short forms take as it is.
  static let containerPath = NameRule(
    id: "bad-container-path",
    noun: "path of a file in a container",
    pattern: "^/[A-Za-z0-9._/-]+$",
    help: "use an absolute path of letters, digits, `.`, `_` and `-`, without `..`"
  ) { text in
    text.utf8.count <= 200 && isAbsolute(text)
  }

  /// What a service mounts: `SOURCE:TARGET[:OPTIONS]` (Compose specification, "volumes", short syntax).
  static let serviceVolume = NameRule(
    id: "bad-volume",
    noun: "volume of a service",
    pattern: "^[A-Za-z0-9._/-]+:/[A-Za-z0-9._/-]+(:[a-z,]+)?$",
    help: "write SOURCE:TARGET or SOURCE:TARGET:ro, with an absolute path or a name, a colon and an absolute path"
  ) { text in
    let parts = text.split(at: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), text.utf8.count <= 400 else { return false }
    let options = parts.count == 3 ? parts[2].split(at: ",", omittingEmptySubsequences: false) : []
    // The program's own files on the data volume begin with a dot.
    let isSource = parts[0] == "/" || isAbsolute(String(parts[0])) || isName(parts[0]) && !parts[0].begins(with: ".")
    return isSource && isAbsolute(String(parts[1])) && options.allSatisfy(volumeOptions.contains)
  }

  /// Docker documentation, "Bind mounts": access and propagation.
  private static let volumeOptions: [Substring] = ["ro", "rw", "rslave", "rprivate", "slave", "private"]

  private static let hyphen = UInt8(ascii: "-")

  private static func isAbsolute(_ path: String) -> Bool {
    let names = path.split(at: "/", omittingEmptySubsequences: false)
    return names.first?.isEmpty == true && names.count > 1 && names.dropFirst().allSatisfy(isName)
  }

  /// A name that no tool takes for an option or for a way out of its folder.
  private static func isName(_ name: Substring) -> Bool {
    !name.isEmpty && name != "." && name != ".." && !name.begins(with: "-")
      && name.utf8.allSatisfy { $0.isLetter || $0.isDigit || "-._".utf8.contains($0) }
  }
}
