import Findings
import Text
import Cluster
import Compose
import Delivery
import Profile
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

  /// What an earlier run left in a cluster's folder; nil when there is no compose file that tells anything.
  mutating func deployment(in folder: String) -> Deployment? {
    var nodes: [DeployedNode] = []
    var unknown: [Int] = []
    for (id, path) in Output.composeFiles(in: (try? names(in: folder)) ?? []) where kind(at: "\(folder)/\(path)") != nil
    {
      var found = Diagnostics()
      let document = Self.document("\(folder)/\(path)", into: &found)
      if let node = document.flatMap({ DeployedNode(id: id, composeFile: $0) }) {
        nodes.append(node)
      } else {
        unknown.append(id)
        diagnostics.warning(
          "unreadable-earlier-output",
          "\(folder)/\(path) is no compose file of a broker, so what changes about broker \(id) isn't checked",
          at: nil,
          help: "see that it is what runs on the node, or remove it",
          notes: found.all.map { Diagnostic.Note($0.message, at: $0.mark) }
        )
      }
    }
    guard let first = nodes.first else { return nil }
    let hasVolumeIdentity = kind(at: "\(folder)/brokers") == .folder
    var ignored = Diagnostics()
    let template = Self.document(
      "\(folder)/\(hasVolumeIdentity ? "brokers" : "broker-\(first.id)")/launch-template.json",
      into: &ignored
    )
    let volumes = deployedFiles(in: folder).volumes
    return Deployment(
      folder: folder,
      nodes: nodes.sorted { $0.id < $1.id },
      unknown: unknown,
      hasVolumeIdentity: hasVolumeIdentity,
      claimsVolumes: template.flatMap(LaunchTemplate.claimsVolume) ?? (volumes.isEmpty ? nil : true),
      givenID: template.flatMap(LaunchTemplate.clusterID),
      instanceProfile: template.flatMap(LaunchTemplate.instanceProfile),
      volumes: volumes
    )
  }

  /// What an earlier run left in a cluster's folder for Terraform and CloudFormation.
  ///
  /// One that can't be read may have volumes that are destroyed when the new one doesn't name them.
  mutating func deployedFiles(in folder: String) -> DeployedFiles {
    func document(_ name: String, into diagnostics: inout Diagnostics) -> Node? {
      let path = "\(folder)/\(name)"
      if kind(at: path) == nil { return nil }
      var found = Diagnostics()
      let document = Self.document(path, into: &found)
      if document?.mapping == nil {
        diagnostics.error(
          "unreadable-earlier-output",
          "\(path) can't be read, and it says what must not be destroyed",
          at: nil,
          help: "put back the last one that was applied",
          notes: found.all.map { Diagnostic.Note($0.message, at: $0.mark) }
        )
      }
      return document
    }
    return DeployedFiles(
      terraform: document(DeliveryFiles.terraformPath, into: &diagnostics),
      cloudFormation: document("cloudformation.yaml", into: &diagnostics)
    )
  }

  /// The tree of a file that an earlier run wrote, JSON being YAML.
  private static func document(_ path: String, into diagnostics: inout Diagnostics) -> Node? {
    do throws(FileError) {
      return Node.parse(Source(name: path, bytes: try readFile(path, .regular)), into: &diagnostics)
    } catch {
      diagnostics.append(Diagnostic(error, at: nil))
      return nil
    }
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
