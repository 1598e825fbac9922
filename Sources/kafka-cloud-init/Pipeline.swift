import Findings
import Bootstrap
import Catalog
import Cluster
import Compose
import Delivery
import Profile
import Services
import YAML

/// The way from a profile to the files of its cluster; each line of each function is a stage.
enum Pipeline {
  /// A profile's cluster, with every decision taken; nil after errors.
  static func cluster(_ document: Node, into diagnostics: inout Diagnostics) -> Cluster? {
    Profile.read(document, into: &diagnostics)
      .flatMap { Cluster.resolve($0, into: &diagnostics) }
  }

  /// A node's compose file, with the ports that it publishes beside the cluster's own.
  struct ComposedNode {
    let bytes: [UInt8]
    let otherPorts: [OtherPort]
  }

  /// A node's compose file, from the release's own or an upstream one; nil after errors.
  static func composeFile(
    of node: ClusterNode,
    in cluster: Cluster,
    upstream: Node?,
    into diagnostics: inout Diagnostics
  ) -> ComposedNode? {
    ComposeFile.edited(upstream ?? cluster.base, for: node, in: cluster, into: &diagnostics)
      .map { ComposedNode(bytes: $0.yamlBytes, otherPorts: OtherPort.all(in: $0, of: node, in: cluster)) }
  }

  /// Sets the nodes of a cluster against what an earlier run left of them; what is wrong with their compose files is left
  /// to the making of these.
  static func checkChange(
    from before: Deployment,
    to cluster: Cluster,
    upstream: Node?,
    into diagnostics: inout Diagnostics
  ) {
    var found = Diagnostics()
    let after = cluster.nodes.compactMap { node in
      ComposeFile.edited(upstream ?? cluster.base, for: node, in: cluster, into: &found)
        .flatMap { DeployedNode(id: node.id, composeFile: $0) }
    }
    if !found.hasErrors { ChangeCheck.check(from: before, to: after, of: cluster, into: &diagnostics) }
  }

  /// Warns of a name that others have too, as long as nothing is rendered: a cluster that runs can't change it.
  static func checkName(of cluster: Cluster, into diagnostics: inout Diagnostics) {
    if cluster.givenID != nil || !Cluster.shippedNames.contains(cluster.name) { return }
    diagnostics.warning(
      "shared-name",
      "the program comes with a profile called `\(cluster.name)`, and two clusters of one name in an account take each "
        + "other's volumes",
      at: cluster.mark,
      help:
        "choose another name, or write `cluster_id: ID` with what this prints: head -c 16 /dev/urandom | base64 | tr +/ __ | "
        + "tr -d ="
    )
  }

  /// The most bytes of a cluster's compose files: a thousand nodes have 4 MiB.
  private static let mostComposeBytes = 16 << 20

  /// What a launch is made of: its nodes' compose files, and the user-data with them.
  struct Made {
    let launch: Launch
    let composeFiles: [ComposedNode]
    let userData: UserData

    /// The bytes that EC2 would count of the user-data as gzip, which carries the script unpacked.
    func compressedSize(in cluster: Cluster, script: Script) -> Int {
      UserData(
        for: launch.nodes,
        in: cluster,
        composeFiles: composeFiles.map(\.bytes),
        script: script,
        isScriptPacked: false
      )
      .size(compressed: true)
    }
  }

  /// The launches of a cluster, made; nil after errors, among them one when the user-data of a launch can't be made to fit
  /// EC2's limit.
  static func launches(
    of cluster: Cluster,
    script: Script,
    upstream: Node?,
    isCompressed: Bool,
    into diagnostics: inout Diagnostics
  ) -> [Made]? {
    var composeFiles: [[ComposedNode]] = []
    var size = 0
    for launch in cluster.launches {
      var files: [ComposedNode] = []
      for node in launch.nodes {
        guard let file = composeFile(of: node, in: cluster, upstream: upstream, into: &diagnostics) else { return nil }
        files.append(file)
        size += file.bytes.count
        if size > mostComposeBytes {
          diagnostics.error(
            "too-much-output",
            "the compose files of \(cluster.nodes.count) nodes have more than \(mostComposeBytes) bytes",
            at: cluster.mark,
            help: "write shorter values, or fewer of them"
          )
          return nil
        }
      }
      composeFiles.append(files)
    }
    let userData = UserData.all(
      of: cluster,
      script: script,
      composeFiles: composeFiles.map { $0.map(\.bytes) },
      isCompressed: isCompressed
    )
    var made: [Made] = []
    for (index, launch) in cluster.launches.enumerated() {
      let userData = userData[index]
      if userData.document.count > UserData.limit, userData.size(compressed: true) > UserData.limit {
        diagnostics.error(
          "user-data-too-large",
          "the user-data of node \(launch.nodes[0].id) has \(userData.size(compressed: true)) bytes even as gzip, and EC2 takes "
            + "\(UserData.limit)",
          at: cluster.mark,
          help: "make the largest of its parts smaller",
          notes: largest(userData.parts).map { Diagnostic.Note("\($0.size) bytes before gzip: \($0.name)", at: nil) }
        )
        return nil
      }
      made.append(Made(launch: launch, composeFiles: composeFiles[index], userData: userData))
    }
    return made
  }

  /// The parts of a document, or of very many the thirty largest.
  private static func largest(_ parts: [(name: String, size: Int)]) -> [(name: String, size: Int)] {
    parts.count <= 30 ? parts : Array(parts.sorted { $0.size > $1.size }.prefix(30))
  }
}

extension Node {
  /// The node as a YAML document.
  var yamlBytes: [UInt8] {
    var bytes: [UInt8] = []
    appendYAML(to: &bytes)
    return bytes
  }

  /// The node as a JSON document.
  var jsonBytes: [UInt8] {
    var bytes: [UInt8] = []
    appendJSON(to: &bytes)
    return bytes
  }
}
