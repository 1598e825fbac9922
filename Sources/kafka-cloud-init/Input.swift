import Cluster
import Findings
import Profile
import Rendering
import Text
import YAML

/// What the commands read: profiles with what they extend and what `--set` changes, and upstream compose files.
struct Input {
  /// How many profiles may stand above one in a row of `extends`.
  private static let deepest = 15

  private let overrides: [Override]
  /// What was found wrong so far.
  var diagnostics = Diagnostics()
  /// Whether a file could not be read; which, the diagnostics say.
  private(set) var isUnreadable = false

  /// How many values may be set, each of which makes the profile's tree anew.
  private static let mostOverrides = 1_000

  /// Takes the values of `--set`, and the forms of `--delivery`.
  init(overrides: [String] = [], delivery: [Profile.Delivery.Form]? = nil) {
    var diagnostics = Diagnostics()
    if overrides.count > Self.mostOverrides {
      diagnostics.error(
        "too-many-overrides",
        "`--set` is given \(overrides.count) times, and \(Self.mostOverrides) times are the most",
        at: nil,
        help: "write the values into a profile that extends this one"
      )
    }
    self.overrides =
      overrides.prefix(Self.mostOverrides).compactMap { Override($0, into: &diagnostics) }
      + [delivery.map(Override.init(delivery:))].compactMap(\.self)
    self.diagnostics = diagnostics
  }

  /// The cluster of a profile; nil after errors in the profile.
  mutating func cluster(_ profile: String) -> Cluster? {
    // Each profile's own errors decide about it, so that those of all are reported in one run.
    var found = Diagnostics()
    let document = document(of: profile, into: &found)
      .map { overrides.reduce($0) { $1.applied(to: $0, into: &found) } }
    let cluster = document.flatMap { Pipeline.cluster($0, into: &found) }
    diagnostics.append(contentsOf: found.inReadingOrder)
    return cluster
  }

  /// The tree of a compose file; nil after errors in it, or without a file.
  mutating func composeFile(_ path: String?) -> Node? {
    guard let path else { return nil }
    var found = Diagnostics()
    defer { diagnostics.append(contentsOf: found) }
    return parse(path, as: .composeFile, at: nil, into: &found)
  }

  /// The tree of a profile that is named by its path, or by NAME for profiles/NAME.yaml.
  private mutating func document(of profile: String, into diagnostics: inout Diagnostics) -> Node? {
    let isPath = profile == "-" || profile.includes("/") || profile.ends(with: ".yaml") || profile.ends(with: ".yml")
    let path = isPath ? profile : "profiles/\(profile).yaml"
    if !isPath && kind(at: path) == nil {
      let known = ((try? names(in: "profiles")) ?? []).filter { $0.ends(with: ".yaml") }.map {
        String(Substring($0.utf8.dropLast(5)))
      }
      diagnostics.error(
        "no-such-profile",
        "there is no file `\(path)`",
        at: nil,
        help: nearest(to: profile, in: known).map { "did you mean `\($0)`?" }
          ?? "name a profile of the folder profiles/, or a file by its path"
      )
      isUnreadable = true
      return nil
    }
    return document(path, extendedBy: [], at: nil, into: &diagnostics)
  }

  /// The tree of a file; `mark` is the place that names it, if a profile does.
  private mutating func parse(
    _ path: String,
    as kind: FileContent,
    at mark: SourceMark?,
    into diagnostics: inout Diagnostics
  ) -> Node? {
    let source: Source
    do throws(FileError) {
      let bytes = try readFile(path, mark == nil ? .piped : .linked)
      source = Source(name: path == "-" ? "<standard input>" : path, bytes: bytes)
    } catch {
      diagnostics.append(Diagnostic(error, at: mark))
      isUnreadable = true
      return nil
    }
    var found = Diagnostics()
    let document = Node.parse(source, goesOn: kind.id == FileContent.profile.id, into: &found)
    let isNamedAsOne = mark == nil && kind.isNamed(path)
    if !isNamedAsOne,
      let fault = kind.fault(of: source, document: found.hasErrors ? nil : document, findings: found.all)
    {
      diagnostics.error(
        "not-a-\(kind.id)",
        "`\(path)` is no \(kind.noun): \(fault)",
        at: mark,
        help: "name \(kind.description)"
      )
      return nil
    }
    if !kind.beginning.isEmpty, found.all.contains(where: { $0.id == "yaml-empty" }) {
      diagnostics.append(
        Diagnostic(
          .error,
          "yaml-empty",
          "there is nothing in this \(kind.noun)",
          at: SourceMark(source: source, line: 1, column: 1),
          help: "begin with these lines, or let `kafka-cloud-init init` ask for what matters",
          example: kind.beginning
        )
      )
      return nil
    }
    diagnostics.append(contentsOf: found)
    return document
  }

  /// A profile's tree, laid over the one it extends.
  private mutating func document(
    _ path: String,
    extendedBy upper: [String],
    at mark: SourceMark?,
    into diagnostics: inout Diagnostics
  ) -> Node? {
    guard let document = parse(path, as: .profile, at: mark, into: &diagnostics) else { return nil }
    guard var mapping = document.mapping, let lower = mapping["extends"] else { return document }
    mapping["extends"] = nil
    guard let name = lower.scalar?.text, !name.isEmpty, name.utf8.allSatisfy({ $0 >= 0x20 }) else {
      diagnostics.error(
        "wrong-type",
        "`extends` must be the path of another profile",
        at: lower.mark,
        help: "write it as seen from this file's folder, such as `extends: base.yaml`"
      )
      return nil
    }
    let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[..<path.utf8.index(after: $0)] } ?? ""
    let lowerPath = name.begins(with: "/") ? name : folder + name
    if upper.count == Self.deepest {
      diagnostics.error(
        "extends-too-deep",
        "`extends` leads through more than \(Self.deepest + 1) files",
        at: lower.mark,
        help: "see that none of them extends itself by another path"
      )
      return nil
    }
    if upper.contains(lowerPath) || lowerPath == path {
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
    let base = self.document(lowerPath, extendedBy: upper + [path], at: lower.mark, into: &diagnostics)
    return base?.overlaid(with: Node(.mapping(mapping), mark: document.mark))
  }
}

extension Diagnostic {
  /// The finding that a file could not be read or written; `mark` is the place that names it.
  init(_ error: FileError, at mark: SourceMark?) {
    self.init(.error, "input-output", "can't \(error.action) \(error.path): \(error.reason)", at: mark)
  }
}
