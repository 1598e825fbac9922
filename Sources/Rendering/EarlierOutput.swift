package import Change
package import Delivery
package import Findings
import YAML

/// What an earlier run left in a cluster's folder, as far as a rendering depends on it.
package struct EarlierOutput: Sendable {
  /// Where the CloudFormation template is.
  static let cloudFormationPath = "cloudformation.yaml"

  /// What its compose files say of the nodes; nil when there is none that says anything.
  package let deployment: Deployment?
  /// What tools with a state of their own have there.
  package let files: DeployedFiles
  /// What was found wrong with the files; an error when it isn't known what must be kept.
  package private(set) var findings = Diagnostics()

  /// Reads what is there.
  /// - Parameters:
  ///   - folder: the folder, as the operator knows it.
  ///   - names: the names in it.
  ///   - read: the bytes of the file at a path in the folder, or why they can't be read; nil when there is none.
  package init(folder: String, names: [String], read: (String) -> Result<[UInt8], Diagnostic>?) {
    func document(_ path: String, into diagnostics: inout Diagnostics) -> Node?? {
      switch read(path) {
      case nil: return nil
      // JSON is YAML.
      case .success(let bytes):
        return .some(Node.parse(Source(name: "\(folder)/\(path)", bytes: bytes), into: &diagnostics))
      case .failure(let finding):
        diagnostics.append(finding)
        return .some(nil)
      }
    }
    var findings = Diagnostics()
    var nodes: [NodeFacts] = []
    var unknown: [Int] = []
    for name in names {
      guard let id = PathPattern("broker-{id}").id(in: name) else { continue }
      let path = "\(name)/docker-compose.yml"
      var found = Diagnostics()
      guard let file = document(path, into: &found) else { continue }
      if let node = file.flatMap({ NodeFacts(id: id, composeFile: $0) }) {
        nodes.append(node)
      } else {
        unknown.append(id)
        findings.warning(
          "unreadable-earlier-output",
          "\(folder)/\(path) is no compose file of a broker, so what changes about broker \(id) isn't checked",
          at: nil,
          help: "see that it is what runs on the node, or remove it",
          notes: found.all.map { Diagnostic.Note($0.message, at: $0.mark) }
        )
      }
    }

    /// A file from which what isn't there any more is destroyed: one that can't be read may have volumes.
    func kept(_ path: String) -> Node? {
      var found = Diagnostics()
      guard let file = document(path, into: &found) else { return nil }
      if file?.mapping == nil {
        findings.error(
          "unreadable-earlier-output",
          "\(folder)/\(path) can't be read, and it says what must not be destroyed",
          at: nil,
          help: "put back the last one that was applied",
          notes: found.all.map { Diagnostic.Note($0.message, at: $0.mark) }
        )
      }
      return file
    }
    files = DeployedFiles(
      terraform: Terraform.kept.map(\.path).compactMap(kept),
      cloudFormation: kept(Self.cloudFormationPath)
    )
    self.findings = findings

    guard let first = nodes.first else {
      deployment = nil
      return
    }
    let shared = "brokers"
    let hasVolumeIdentity = names.contains(shared)
    var ignored = Diagnostics()
    let place = hasVolumeIdentity ? shared : "broker-\(first.id)"
    let template = document("\(place)/launch-template.json", into: &ignored) ?? nil
    deployment = Deployment(
      folder: folder,
      nodes: nodes.sorted { $0.id < $1.id },
      unknown: unknown,
      hasVolumeIdentity: hasVolumeIdentity,
      claimsVolumes: template.flatMap(LaunchTemplate.claimsVolume) ?? (files.volumes.isEmpty ? nil : true),
      givenID: template.flatMap(LaunchTemplate.clusterID),
      instanceProfile: template.flatMap(LaunchTemplate.instanceProfile),
      volumes: files.volumes
    )
  }
}
