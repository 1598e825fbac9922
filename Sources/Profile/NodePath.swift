import Text

/// A path on a node that cloud-init would write to, in the one form that leads to its file.
///
/// Everything here works on bytes, as the file system does.
struct NodePath {
  /// Why nothing of the operator's may be there.
  enum Fault {
    /// The program has a file of its own there.
    case own
    /// It is the mount point, or below.
    case belowMount
    /// Something else that the broker depends on is there.
    case refused(String)
  }

  /// The names between the slashes.
  private let names: [String]
  private let mount: [String]

  /// Reads a path; one that doesn't begin with a slash is taken from the root, where cloud-init runs.
  init(_ path: String, mount: String) {
    names = Self.resolved(Self.names(in: path))
    self.mount = Self.names(in: mount)
  }

  /// Whether a way back up is in it.
  var leadsUp: Bool { names.contains { $0.isSame(as: "..") } }

  private static func names(in path: String) -> [String] {
    path.split(at: "/").map(String.init).filter { !$0.isSame(as: ".") }
  }

  /// The path behind the symbolic links that the operating systems have: merged /usr, and what moved out of /var.
  private static func resolved(_ names: [String]) -> [String] {
    if let first = names.first, ["bin", "sbin", "lib", "lib32", "lib64", "libx32"].contains(first) {
      return ["usr"] + names
    }
    if names.starts(with: ["var", "run"]) { return ["run"] + names.dropFirst(2) }
    if names.starts(with: ["var", "lock"]) { return ["run", "lock"] + names.dropFirst(2) }
    return names
  }

  private static let programFolders = [
    ["usr", "bin"], ["usr", "sbin"], ["usr", "local", "bin"], ["usr", "local", "sbin"],
  ]

  /// The files of the user-data itself (UserData.swift in Bootstrap) and what the boot steps make of them.
  private static let ownFiles = [
    ["etc", "systemd", "system", "kafka-node.service"],
    ["etc", "systemd", "system", "docker.service.d", "kafka-node.conf"],
  ]

  private static let docker =
    "Docker must keep its data, wait for the volume and have the networks that the boot gives it"
  private static let cloudInit = "cloud-init keeps there what it has read and done"
  private static let kernel = "what is written there goes to a device or to the kernel"
  private static let partitions = "systemd-repart writes partition tables by it"

  private static let refused: [(names: [String], reason: String)] = [
    (["etc", "fstab"], "the boot step `mount` writes the volume's line there"),
    (["etc", "fstab.orig"], "the boot step `mount` keeps the first state of fstab there"),
    (["etc", "crypttab"], "what it names is formatted or taken at the next boot"),
    (["etc", "docker"], docker), (["etc", "containerd"], docker), (["etc", "default", "docker"], docker),
    (["etc", "sysconfig", "docker"], docker), (["etc", "sysconfig", "docker-storage"], docker),
    (["var", "lib", "docker"], docker), (["var", "lib", "containerd"], docker),
    (["etc", "cloud"], cloudInit), (["var", "lib", "cloud"], cloudInit), (["run", "cloud-init"], cloudInit),
    (["dev"], kernel), (["proc"], kernel), (["sys"], kernel),
    (["etc", "repart.d"], partitions), (["run", "repart.d"], partitions), (["usr", "lib", "repart.d"], partitions),
    (["usr", "local", "lib", "repart.d"], partitions),
  ]

  /// What is below a refused folder and free all the same: certificates of registries, and the kernel's random numbers.
  private static let free = [["etc", "docker", "certs.d"], ["dev", "random"], ["dev", "urandom"]]

  /// Why nothing of the operator's may be there; nil when it may.
  var fault: Fault? {
    if names.isEmpty { return nil }
    let isProgram = names.last == "kafka-node" && Self.programFolders.contains(Array(names.dropLast()))
    let isOwnFolder =
      names.starts(with: ["etc", "kafka-node"])
      || names.first == "opt" && names.dropFirst().first?.begins(with: "kafka-node") == true
    let isOwnState = names.starts(with: ["run", "kafka-node"])
    if isProgram || isOwnFolder || isOwnState || Self.ownFiles.contains(names) { return .own }
    if names.starts(with: mount) { return .belowMount }
    // A file in the place of a folder that it needs keeps the program from making its own.
    if Self.ownFiles.contains(where: { $0.starts(with: names) }) { return .own }
    if mount.starts(with: names) { return .refused("it is a folder on the way to the mount point") }
    if Self.free.contains(where: { names.starts(with: $0) && names.count >= $0.count }) { return nil }
    if let entry = Self.refused.first(where: { names.starts(with: $0.names) }) { return .refused(entry.reason) }
    if unit != nil { return .refused("it would change a unit that the volume, Docker or the boot depends on") }
    return nil
  }

  // MARK: Units

  /// Where systemd looks for units (systemd.unit(5), "Unit File Load Path").
  private static let unitFolders = [
    ["etc", "systemd", "system"], ["etc", "systemd", "system.control"], ["etc", "systemd", "system.attached"],
    ["run", "systemd", "system"], ["run", "systemd", "system.control"], ["run", "systemd", "system.attached"],
    ["run", "systemd", "transient"], ["run", "systemd", "generator"], ["run", "systemd", "generator.early"],
    ["run", "systemd", "generator.late"], ["usr", "local", "lib", "systemd", "system"],
    ["usr", "lib", "systemd", "system"],
  ]

  private static let unitTypes = ["service", "socket", "mount", "automount"]

  /// The name in the path that makes it a part of one of the units that the broker depends on.
  private var unit: String? {
    guard let folder = Self.unitFolders.first(where: names.starts(with:)) else { return nil }
    let names = names.dropFirst(folder.count)
    return names.first { name in
      // A drop-in of every unit of a type, or of one or of all whose names begin so.
      Self.unitTypes.contains { "\($0).d" == name }
        || (["kafka-node", "docker", "containerd", mountUnit].flatMap(Self.withPrefixes)).contains { unit in
          Self.unitTypes.contains { type in
            name == "\(unit).\(type)" || name.begins(with: "\(unit).\(type).")
          }
        }
    }
  }

  /// The name of the mount's unit: systemd-escape(1).
  private var mountUnit: String {
    mount.map { $0.utf8.first == UInt8(ascii: ".") && $0 == mount[0] ? "\\x2e\($0.dropFirst())" : $0 }
      .map { $0.putting("\\x2d", for: "-") }.joined(separator: "-")
  }

  /// A unit's name, and what drop-ins for units with the same beginning are called by.
  private static func withPrefixes(_ unit: String) -> [String] {
    let bytes = Array(unit.utf8)
    return [unit]
      + bytes.indices.filter { bytes[$0] == UInt8(ascii: "-") }
      .map { String(decoding: bytes[...$0], as: UTF8.self) }
  }

  /// Whether it is a drop-in of one of the services that the broker depends on, which may say what proxy there is.
  var isServiceDropIn: Bool {
    guard let unit, names.count >= 2, names.last?.ends(with: ".conf") == true else {
      return false
    }
    return names[names.count - 2] == unit
      && ["kafka-node", "docker", "containerd"].contains { unit == "\($0).service.d" }
  }
}
