import Text

/// A rule that a name in a profile must keep.
package struct NameRule: Sendable {
  /// The id of the diagnostic when it is broken.
  package let id: String
  /// What a name that keeps it is called.
  package let noun: String
  /// What texts it allows as a regular expression of ECMA-262, for the schema: some more than the rule, and never fewer.
  let pattern: String
  /// How to write one.
  package let help: String
  /// Whether the rule allows a name.
  package let allows: @Sendable (String) -> Bool
  /// How to mend a name that it doesn't allow, where that can be told better than by `help`.
  var advice: @Sendable (String) -> String? = { _ in nil }
}

extension NameRule {
  /// A cluster's name: it becomes a folder, part of file names and a tag.
  static let cluster = NameRule(
    id: "bad-cluster-name",
    noun: "cluster name",
    pattern: #"^(?=.{1,40}$)[a-z](?:[a-z0-9-]*[a-z0-9])?$"#,
    help: "use up to 40 lower-case letters, digits and hyphens, beginning with a letter"
  ) { text in
    text.utf8.count <= 40 && isLabel(text) && !text.utf8.contains(where: isUpper)
      && text.utf8.first.map(isLetter) == true
  }

  /// A cluster's id in KRaft mode: 16 bytes in URL-safe base64, which Kafka's tool must not take for an option
  /// (org.apache.kafka.common.Uuid); not the one in cp-all-in-one, which would let clusters be mixed up.
  static let clusterID = NameRule(
    id: "bad-cluster-id",
    noun: "cluster id of your own",
    pattern: #"^(?!MkU3OEVBNTcwNTJENDM2Qk$)[A-Za-z0-9_][A-Za-z0-9_-]{21}$"#,
    help: "write the 22 characters that `kafka-storage random-uuid` prints, or remove the key"
  ) { text in
    text.utf8.count == 22 && !text.begins(with: "-") && text != "MkU3OEVBNTcwNTJENDM2Qk"
      && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-_".utf8.contains($0) }
  }

  /// A host name by RFC 1123, section 2.1: labels of letters, digits and inner hyphens, up to 63 and 253 characters.
  package static let host = NameRule(
    id: "bad-host-name",
    noun: "host name (RFC 1123)",
    pattern: #"^(?=.{1,253}$)(?!(?:.*\.)?[0-9]+$)\#(label)(?:\.\#(label))*$"#,
    help: "use letters, digits, hyphens and dots; up to 63 characters between dots, no hyphen beside a dot, no address"
  ) { text in
    let labels = text.split(at: ".", omittingEmptySubsequences: false)
    // A last label of digits alone would make it look like an address, which RFC 1123 keeps apart from names.
    let namesSomething = labels.last?.utf8.contains { !isDigit($0) } == true
    return text.utf8.count <= 253 && namesSomething && labels.allSatisfy { isLabel(String($0)) }
  }

  /// The same with `{id}` for the broker id; what is wrong with one the reader says in words of its own.
  static let hostPattern = NameRule(
    id: "bad-host-name",
    noun: host.noun,
    pattern: "^(?!\(localhost)$)\(hostWithID)$",
    help: host.help
  ) { host.allows($0.putting("1", for: "{id}")) }

  /// What a listener advertises: a word for it, or such a name.
  static let advertised = NameRule(
    id: "bad-host-name",
    noun: host.noun,
    pattern: "^(?:localhost$|(?!\(localhost)$)\(hostWithID)$)",
    help: host.help
  ) { host.allows($0.putting("1", for: "{id}")) }

  /// A user's id, or a user's and a group's; to chown(2) the highest number means no change.
  static let owner = NameRule(
    id: "bad-owner",
    noun: "user and group id",
    pattern: "^[0-9]{1,10}(?::[0-9]{1,10})?$",
    help: "write numbers, uid or uid:gid, such as 1000:1000"
  ) { text in
    let ids = text.split(at: ":", omittingEmptySubsequences: false).map { UInt32($0) }
    return (1...2).contains(ids.count) && !ids.contains(nil) && !ids.contains(.max) && !text.includes("+")
  }

  /// An IPv4 address that an instance can have, in dotted decimal form.
  static let address = NameRule(
    id: "bad-address",
    noun: "IPv4 address of an instance",
    pattern: #"^(?!127\.|169\.254\.)(?:[1-9]|[1-9][0-9]|1[0-9]{2}|2[01][0-9]|22[0-3])(?:\.\#(octet)){3}$"#,
    help: "write it as four numbers from 0 to 255 with dots between, such as 10.0.1.11"
  ) { text in
    guard let number = AddressRange.number(text) else { return false }
    return (1..<224).contains(number >> 24) && number >> 24 != 127 && number >> 16 != 169 << 8 | 254
  }

  /// An Availability Zone or Local Zone.
  static let zone = NameRule(
    id: "bad-zone",
    noun: "Availability Zone",
    pattern: #"^(?=.{1,63}$)(?=.*-)[a-z0-9][a-z0-9-]*[a-z]$"#,
    help: "write a region with its zone's letter, such as ap-northeast-2a"
  ) { text in
    isLabel(text) && !text.utf8.contains(where: isUpper) && text.includes("-") && text.utf8.last.map(isLetter) == true
  }

  /// A listener's name, which Kafka turns into capitals and puts into property names.
  static let listener = NameRule(
    id: "bad-listener-name",
    noun: "listener name",
    pattern: #"^[A-Z][A-Z0-9_]{0,39}$"#,
    help: "use up to 40 capital letters, digits and underscores, beginning with a letter"
  ) { text in
    text.utf8.count <= 40 && text.utf8.first.map(isLetter) == true
      && text.utf8.allSatisfy { isUpper($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
  }

  /// A device name that EC2 takes in a block device mapping of a data volume ("Device names on Linux instances").
  static let device = NameRule(
    id: "bad-device",
    noun: "device name for a data volume",
    pattern: #"^/dev/sd[f-p]$"#,
    help: "EC2 recommends /dev/sdf to /dev/sdp; the name on the instance is found at boot"
  ) { text in
    guard let letters = text.rest(after: "/dev/sd")?.utf8 else { return false }
    return letters.count == 1 && letters.allSatisfy { $0 >= UInt8(ascii: "f") && $0 <= UInt8(ascii: "p") }
  }

  /// An absolute path that fstab, a systemd unit and compose all take as it is.
  static let mount = NameRule(
    id: "bad-mount",
    noun: "mount point",
    pattern:
      #"^(?=.{2,100}$)(?!/(?:bin|boot|dev|etc|home|lib|lib64|proc|root|run|sbin|sys|tmp|usr)(?:/|$))(?!/opt/kafka-node)(?:/\#(pathName))+$"#,
    help: "use an absolute path of letters, digits, `.`, `_` and `-`, not a system directory, such as /data"
  ) { text in
    let names = text.split(at: "/", omittingEmptySubsequences: false).dropFirst()
    // A mount hides what is below it: the system, or the home folder with the SSH keys.
    let system: [Substring] = [
      "bin", "boot", "dev", "etc", "home", "lib", "lib64", "proc", "root", "run", "sbin", "sys", "tmp", "usr",
    ]
    let hiding = ["/opt", "/srv", "/var", "/var/cache", "/var/lib", "/var/lib/cloud", "/var/lib/docker", "/var/log"]
    return text.begins(with: "/") && text.utf8.count <= 100 && names.allSatisfy { isPathName($0) }
      && names.first.map { !system.contains($0) } == true && !hiding.contains(text)
      // The boot step `checkout` makes and removes folders of this name (Steps/checkout.sh).
      && !text.begins(with: "/opt/kafka-node")
  }

  /// A relative path.
  static let directory = NameRule(
    id: "bad-directory",
    noun: "folder of a repository",
    pattern: #"^(?=.{1,200}$)\#(pathName)(?:/\#(pathName))*$"#,
    help: "use a relative path of letters, digits, `.`, `_` and `-`, without `..`"
  ) { text in
    text.utf8.count <= 200 && text.split(at: "/", omittingEmptySubsequences: false).allSatisfy { isPathName($0) }
  }

  /// A git branch or tag that needs no quoting anywhere (git-check-ref-format allows more).
  static let ref = NameRule(
    id: "bad-ref",
    noun: "branch or tag",
    pattern: #"^(?=.{1,200}$)(?!.*\.\.)\#(pathName)(?:/\#(pathName))*$"#,
    help: "use letters, digits, `.`, `_`, `/` and `-`, not beginning with `-`"
  ) { text in
    text.utf8.count <= 200 && !text.includes("..")
      && text.split(at: "/", omittingEmptySubsequences: false).allSatisfy { isPathName($0) }
  }

  /// A repository address that git can clone without a password.
  static let repository = NameRule(
    id: "bad-repository",
    noun: "repository address",
    pattern: #"^(?=.{1,300}$)https://[A-Za-z0-9._~/:%+-]*/[A-Za-z0-9._~/:%+-]*$"#,
    help: "use an https:// address without user name or password"
  ) { text in
    guard let rest = text.rest(after: "https://"), text.utf8.count <= 300 else { return false }
    return rest.includes("/")
      && rest.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-._~/:%+".utf8.contains($0) }
  }

  /// A full SHA-1 or SHA-256 object name.
  package static let commit = NameRule(
    id: "bad-commit",
    noun: "full commit id",
    pattern: #"^(?:[0-9a-f]{40}|[0-9a-f]{64})$"#,
    help: "write all 40 (or 64) hexadecimal digits in lower case, as `git rev-parse HEAD` prints them"
  ) { text in
    [40, 64].contains(text.utf8.count)
      && text.utf8.allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
  }

  /// An image reference: a name, perhaps with registry, and a tag or digest.
  static let image = NameRule(
    id: "bad-image",
    noun: "image with a tag or digest",
    pattern: #"^[^\s]+[:@][^\s]+$"#,
    help: "write it as repository:tag, such as confluentinc/cp-kafka:5.3.1",
    allows: { ImageGrammar.fault(in: $0) == nil },
    advice: { ImageGrammar.fault(in: $0) }
  )

  /// A variable's name in a container's environment.
  static let variable = NameRule(
    id: "bad-variable",
    noun: "variable name",
    pattern: #"^[A-Za-z_][A-Za-z0-9_]{0,199}$"#,
    help: "use letters, digits and underscores, not beginning with a digit"
  ) { text in
    text.utf8.count <= 200 && text.utf8.first.map(isDigit) == false
      && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
  }

  /// A property of a Kafka broker.
  static let property = NameRule(
    id: "bad-property",
    noun: "property name",
    pattern: #"^[A-Za-z][A-Za-z0-9._-]{0,199}$"#,
    help: "use Kafka's own name for it, such as log.retention.hours"
  ) { text in
    text.utf8.count <= 200 && text.utf8.first.map(isLetter) == true
      && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-._".utf8.contains($0) }
  }

  /// A package of a distribution.
  static let package = NameRule(
    id: "bad-package",
    noun: "package name",
    pattern: #"^[A-Za-z0-9][A-Za-z0-9+._:-]{0,99}$"#,
    help: "use letters, digits, `+`, `.`, `_` and `-`, not beginning with `-`"
  ) { text in
    text.utf8.count <= 100 && text.utf8.first.map { isLetter($0) || isDigit($0) } == true
      && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "+-._:".utf8.contains($0) }
  }

  /// Mount options as fstab(5) has them.
  static let mountOptions = NameRule(
    id: "bad-mount-options",
    noun: "list of mount options",
    pattern: #"^(?=.{1,200}$)[A-Za-z_][A-Za-z0-9._=/:@-]*(?:,[A-Za-z_][A-Za-z0-9._=/:@-]*)*$"#,
    help: "write them with commas and no blanks, such as defaults,noatime,nofail"
  ) { text in
    text.utf8.count <= 200
      && text.split(at: ",", omittingEmptySubsequences: false).allSatisfy { option in
        option.utf8.first.map { isLetter($0) || $0 == UInt8(ascii: "_") } == true
          && option.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-._=/:@".utf8.contains($0) }
      }
  }

  /// An EC2 instance type.
  static let instanceType = NameRule(
    id: "bad-instance-type",
    noun: "EC2 instance type",
    pattern: #"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"#,
    help: "write family and size with a dot between, such as m5.large"
  ) { text in
    let parts = text.split(at: ".", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { isLabel(String($0)) } && !text.utf8.contains(where: isUpper)
  }
}

/// A label of a host name, a number of an address and a name in a path, as parts of regular expressions.
private let label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
private let octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
private let pathName = #"(?!\.{1,2}(?:/|$))[A-Za-z0-9._][A-Za-z0-9._-]*"#

/// A host name with the broker id in it; `{id}` counts as one character.
private let hostWithID: String = {
  let end = #"(?:[A-Za-z0-9]|\{id\})"#
  let label = #"\#(end)(?:(?:[A-Za-z0-9-]|\{id\}){0,61}\#(end))?"#
  return #"(?=(?:[^{]|\{id\}){1,253}$)(?!(?:.*\.)?(?:[0-9]|\{id\})+$)\#(label)(?:\.\#(label))*"#
}()

/// The names that every machine takes for itself, in any case.
private let localhost = #"[Ll][Oo][Cc][Aa][Ll][Hh][Oo][Ss][Tt](?:\.[Ll][Oo][Cc][Aa][Ll][Dd][Oo][Mm][Aa][Ii][Nn])?"#

private func isUpper(_ byte: UInt8) -> Bool { byte.isCapital }
private func isDigit(_ byte: UInt8) -> Bool { byte.isDigit }
private func isLetter(_ byte: UInt8) -> Bool { byte.isLetter }

/// A label of a host name (RFC 1123, section 2.1).
private func isLabel(_ text: String) -> Bool {
  (1...63).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: "-") && text.utf8.last != UInt8(ascii: "-")
    && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
}

/// A name in a path that no tool takes for an option or for a way out of its folder.
private func isPathName(_ name: Substring) -> Bool {
  !name.isEmpty && name != "." && name != ".." && !name.begins(with: "-")
    && name.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-._".utf8.contains($0) }
}
