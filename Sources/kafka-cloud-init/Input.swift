import Cluster
import Profile
import YAML

/// What the commands read: profiles with what they extend and what `--set` changes, and upstream compose files.
struct Input {
  private let overrides: [Override]
  /// What was found wrong so far.
  var diagnostics = Diagnostics()

  /// Takes the values of `--set`.
  init(overrides: [String]) {
    var diagnostics = Diagnostics()
    self.overrides = overrides.compactMap { Override($0, into: &diagnostics) }
    self.diagnostics = diagnostics
  }

  /// The cluster of a profile; nil after errors in the profile.
  mutating func cluster(_ profile: String) throws(FileError) -> Cluster? {
    // Each profile's own errors decide about it, so that those of all are reported in one run.
    var found = Diagnostics()
    var document = try self.document(path(of: profile), extendedBy: [], into: &found)
    for override in overrides where document != nil {
      document = document?.applying(override, into: &found)
    }
    let cluster = document.flatMap { Pipeline.cluster($0, into: &found) }
    found.all.inReadingOrder.forEach { diagnostics.append($0) }
    return cluster
  }

  /// The tree of a compose file; nil after errors in it, or without a file.
  mutating func composeFile(_ path: String?) throws(FileError) -> Node? {
    guard let path else { return nil }
    return Node.parse(Source(name: path, bytes: try readFile(path)), into: &diagnostics)
  }

  /// The file of a profile that is named by its path, or by NAME for profiles/NAME.yaml.
  private func path(of profile: String) -> String {
    let isPath = profile == "-" || profile.contains("/") || profile.hasSuffix(".yaml") || profile.hasSuffix(".yml")
    return isPath ? profile : "profiles/\(profile).yaml"
  }

  /// A profile's tree, laid over the one it extends.
  private func document(
    _ path: String,
    extendedBy upper: [String],
    into diagnostics: inout Diagnostics
  ) throws(FileError) -> Node? {
    let source = Source(name: path == "-" ? "<standard input>" : path, bytes: try readFile(path))
    guard let document = Node.parse(source, into: &diagnostics) else { return nil }
    guard var mapping = document.mapping, let lower = mapping["extends"] else { return document }
    mapping["extends"] = nil
    guard let name = lower.scalar?.text, !name.isEmpty else {
      diagnostics.error(
        "wrong-type",
        "`extends` must be the path of another profile",
        at: lower.mark,
        help: "write it as seen from this file's folder, such as `extends: base.yaml`"
      )
      return nil
    }
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    let lowerPath = name.hasPrefix("/") ? name : folder + name
    if upper.contains(lowerPath) || lowerPath == path || upper.count > 15 {
      diagnostics.error(
        "extends-loop",
        "`\(name)` extends this profile in turn",
        at: lower.mark,
        help: "a profile can't be its own base; remove one `extends`"
      )
      return nil
    }
    guard kind(at: lowerPath) != nil else {
      diagnostics.error(
        "no-such-profile",
        "there is no file `\(lowerPath)` to extend",
        at: lower.mark,
        help: "write the path as seen from this file's folder"
      )
      return nil
    }
    let base = try self.document(lowerPath, extendedBy: upper + [path], into: &diagnostics)
    return base?.overlaid(with: Node(.mapping(mapping), mark: document.mark))
  }
}

extension Node {
  /// The profile with an override in its place.
  fileprivate func applying(_ override: Override, into diagnostics: inout Diagnostics) -> Node {
    override.applied(to: self, into: &diagnostics)
  }
}

extension [Diagnostic] {
  /// By the place they are about, file by file; those about no place first.
  fileprivate var inReadingOrder: [Diagnostic] {
    let names = map { $0.mark?.source.name ?? "" }
    return indices.sorted { first, second in
      func rank(_ index: Int) -> (Int, Int, Int, Int) {
        (names.firstIndex(of: names[index]) ?? 0, self[index].mark?.line ?? 0, self[index].mark?.column ?? 0, index)
      }
      return rank(first) < rank(second)
    }.map { self[$0] }
  }
}
