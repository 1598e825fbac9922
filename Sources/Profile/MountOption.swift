import Findings
import Text
import YAML

/// What is known of the options that a line of fstab for an xfs volume can have.
///
/// Sources: mount(8) and fstab(5) of util-linux, xfs(5) of xfsprogs, systemd.mount(5).
private enum MountOption {
  /// What stands behind an option's `=`.
  enum Value {
    case none
    case integer(ClosedRange<Int>)
    /// Bytes, perhaps with k, m or g, and one of a power of two in a range.
    case powerOfTwo(ClosedRange<Int>)
    case time
    case text

    var description: String {
      switch self {
      case .none: "nothing"
      case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
      case .powerOfTwo(let range):
        "a power of two from \(range.lowerBound >> 10)k to \(range.upperBound >> 10)k, such as \(range.lowerBound >> 10)k"
      case .time: "a time, such as 30s"
      case .text: "a text"
      }
    }
  }

  /// What leaves the volume, and when it is mounted, as they are.
  static let harmless: [String: Value] = {
    var options: [String: Value] = [
      "allocsize": .powerOfTwo(4 << 10...1 << 30), "logbufs": .integer(2...8),
      "logbsize": .powerOfTwo(16 << 10...256 << 10),
      "sunit": .integer(0...Int(Int32.max)), "swidth": .integer(0...Int(Int32.max)), "comment": .text,
      "x-systemd.device-timeout": .time, "x-systemd.mount-timeout": .time,
    ]
    let flags = [
      "defaults", "noatime", "atime", "relatime", "norelatime", "strictatime", "nostrictatime", "nodiratime",
      "diratime",
      "lazytime", "nolazytime", "nofail", "rw", "async", "sync", "dirsync", "auto", "dev", "nodev", "suid", "nosuid",
      "exec",
      "noexec", "nouser", "silent", "loud", "iversion", "noiversion", "discard", "nodiscard", "inode32", "inode64",
      "largeio",
      "nolargeio", "swalloc", "noalign", "wsync", "grpid", "bsdgroups", "nogrpid", "sysvgroups", "filestreams",
      "noquota",
      "uquota", "usrquota", "quota", "uqnoenforce", "qnoenforce", "gquota", "grpquota", "gqnoenforce", "pquota",
      "prjquota",
      "pqnoenforce", "x-systemd.growfs",
    ]
    for flag in flags { options[flag] = Value.none }
    return options
  }()

  /// What is there and can be meant, with effects that aren't judged.
  static let unjudged: Set<String> = [
    "_netdev", "context", "fscontext", "defcontext", "rootcontext", "attr2", "noattr2", "ikeep", "noikeep", "mand",
    "nomand",
    "nosymfollow", "symfollow", "shared", "slave", "private", "unbindable", "rshared", "rslave", "rprivate",
    "runbindable",
    "max_atomic_write", "lifetime", "nolifetime", "x-systemd.requires", "x-systemd.before", "x-systemd.after",
    "x-systemd.wanted-by", "x-systemd.required-by", "x-systemd.requires-mounts-for", "x-systemd.wants-mounts-for",
    "x-systemd.idle-timeout", "x-systemd.rw-only", "x-systemd.pcrfs", "x-systemd.validatefs",
    "x-systemd.graceful-option",
    "X-mount.mkdir", "X-mount.mode", "X-mount.owner", "X-mount.group", "X-mount.auto-fstypes",
  ]

  private static let other = "it mounts something else than the volume"
  private static let anybody = "whoever is on the node could unmount the volume"
  private static let foreign = "xfs doesn't have it, and the volume would not be mounted"

  static let refused = [
    "ro": "Kafka could write nothing", "noauto": "the volume would not be mounted at boot",
    "x-systemd.automount": "the mount point would look mounted before the volume is there",
    "x-systemd.makefs": "systemd would format the volume; the boot step `disk` does this work",
    "x-initrd.mount": "the volume would be waited for before the system is up",
    "bind": other, "rbind": other, "move": other, "remount": other, "loop": other, "X-mount.subdir": other,
    "X-mount.idmap": "Kafka's files would belong to somebody else",
    "user": anybody, "users": anybody, "owner": anybody, "group": anybody,
    "norecovery": "what the last writes left in the log would be missing, and xfs allows it with `ro` only",
    "nouuid": "xfs would take a second volume with the UUID of the first",
    "logdev": "the volume was made without a log elsewhere", "rtdev": "the volume was made without a realtime part",
    "barrier": foreign, "nobarrier": foreign, "delaylog": foreign, "nodelaylog": foreign, "data": foreign,
    "errors": foreign, "commit": foreign, "delalloc": foreign, "nodelalloc": foreign, "user_xattr": foreign,
    "compress": foreign, "subvol": foreign,
  ]

  /// Whether mount and systemd leave an option alone: mount(8), "FILESYSTEM-INDEPENDENT MOUNT OPTIONS", on `x-*`.
  static func isComment(_ name: String) -> Bool {
    ["x-", "X-"].contains { name.begins(with: $0) }
      && !["x-systemd.", "x-initrd.", "x-mount.", "X-mount."].contains { name.begins(with: $0) }
  }

  /// Whether a value may stand behind an option.
  static func allows(_ value: Value, _ text: String?) -> Bool {
    guard let text else { if case .none = value { return true } else { return false } }
    switch value {
    case .none: return false
    case .integer(let range): return isDigits(text.utf8[...]) && Int(text).map(range.contains) == true
    case .powerOfTwo(let range):
      let units = ["k": 10, "K": 10, "m": 20, "M": 20, "g": 30, "G": 30]
      let shift = units[String(decoding: text.utf8.suffix(1), as: UTF8.self)]
      let digits = text.utf8.dropLast(shift == nil ? 0 : 1)
      guard isDigits(digits), digits.count < 11, let number = Int(String(decoding: digits, as: UTF8.self)) else {
        return false
      }
      let bytes = number << (shift ?? 0)
      return range.contains(bytes) && bytes & (bytes - 1) == 0
    case .time: return text == "infinity" || isTime(text.utf8[...])
    case .text: return !text.isEmpty
    }
  }

  private static func isDigits(_ text: Substring.UTF8View) -> Bool {
    !text.isEmpty && text.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// Numbers, each with a unit or none (systemd.time(7)).
  private static func isTime(_ text: Substring.UTF8View) -> Bool {
    let units = [
      "", "us", "usec", "ms", "msec", "s", "sec", "second", "seconds", "m", "min", "minute", "minutes", "h", "hr",
      "hour",
      "hours", "d", "day", "days", "w", "week", "weeks",
    ]
    var rest = text
    repeat {
      let number = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".") }
      rest = rest[number.endIndex...]
      let unit = rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
      rest = rest[unit.endIndex...]
      guard Double(String(Substring(number))) != nil, units.contains(String(Substring(unit))) else { return false }
    } while !rest.isEmpty
    return true
  }
}

extension Reader {
  /// The mount options of the data volume; those that would harm are refused, and of those that aren't known is said
  /// that they aren't checked.
  mutating func mountOptions(_ name: String, in object: Object) -> Sourced<String> {
    let options = textOrDefault(name, in: object)
    let path = object.path(of: name)
    let text = options.value.utf8
    for option in text.split(separator: UInt8(ascii: ",")) {
      let parts = option.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      let start = text.distance(from: text.startIndex, to: option.startIndex)
      let mark = options.mark?.part(start, option.count, of: text.count)
      checkMountOption(parts[0], parts.count > 1 ? parts[1] : nil, path: path, at: mark)
    }
    return options
  }

  private mutating func checkMountOption(_ name: String, _ value: String?, path: String, at mark: SourceMark?) {
    if let reason = MountOption.refused[name] {
      diagnostics.error("refused-option", "`\(path)` has `\(name)`, which is refused", at: mark, help: reason)
    } else if let known = MountOption.harmless[name] {
      if MountOption.allows(known, value) { return }
      let message =
        switch (value, known) {
        case (_, .none): "`\(name)` in `\(path)` takes no value"
        case (nil, _): "`\(name)` in `\(path)` has no value"
        case (let value?, _): "`\(name)` in `\(path)` is \(quoted(value))"
        }
      var help = "write it without `=`"
      if case .none = known {} else { help = "write \(known.description), behind `=`" }
      diagnostics.error("bad-option", message, at: mark, help: help)
    } else if MountOption.isComment(name) {
      return
    } else if !MountOption.unjudged.contains(name),
      let near = diagnostics.nearest(to: name, in: MountOption.harmless.keys.sorted(), at: mark)
    {
      diagnostics.error(
        "unknown-option",
        "`\(path)` has `\(name)`, which no manual has",
        at: mark,
        help: "did you mean `\(near)`?"
      )
    } else {
      diagnostics.warning(
        "unchecked-option",
        "`\(quoted(name).dropFirst().dropLast())` in `\(path)` is passed on unchecked",
        at: mark,
        help:
          "see that mount(8) or xfs(5) of the node's system has it: with one that xfs doesn't know nothing is mounted"
      )
    }
  }
}

extension SourceMark {
  /// The place of a part of an ASCII text, where the source has the text as it is, perhaps in quotes; otherwise the
  /// place of the whole.
  fileprivate func part(_ start: Int, _ count: Int, of whole: Int) -> SourceMark {
    let quotes = length - whole
    if quotes != 0 && quotes != 2 { return self }
    return SourceMark(source: source, line: line, column: column + quotes / 2 + start, length: count)
  }
}
