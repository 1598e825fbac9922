package import Bootstrap
package import Cluster
import Change
import Compose
import Delivery
package import Findings
package import YAML

/// What a cluster's folder gets: everything is decided and checked, and `files` are made as their bytes are asked for.
package struct Rendering: Sendable {
  /// The cluster.
  package let cluster: Cluster
  /// The script that every node boots with.
  package let script: Script
  /// What is launched, in the order of the cluster's launches.
  package let launches: [RenderedLaunch]
  /// What tools with a state of their own have in the folder.
  let earlier: DeployedFiles

  /// Renders a cluster; nil after errors that leave nothing to show.
  ///
  /// The findings come before any file: first those about the folder, then those about the compose files, about what lies
  /// between the folder and these, and about their size. A change that is refused is an error, and its files can be made
  /// all the same.
  /// - Parameters:
  ///   - cluster: the cluster.
  ///   - upstream: the compose file to start from instead of the release's own.
  ///   - encoding: the form of the user-data.
  ///   - earlier: what the folder has; nil compares with nothing.
  ///   - diagnostics: where to report.
  package init?(
    of cluster: Cluster,
    upstream: Node? = nil,
    encoding: Encoding = .plain,
    earlier: EarlierOutput? = nil,
    into diagnostics: inout Diagnostics
  ) {
    if let earlier { diagnostics.append(contentsOf: earlier.findings) }
    var after: [NodeFacts] = []
    let nodes = Self.nodes(of: cluster, upstream: upstream, into: &diagnostics) { node, file in
      guard earlier?.deployment != nil else { return }
      after += [NodeFacts(id: node.id, composeFile: file)].compactMap(\.self)
    }
    guard let nodes else { return nil }
    if let deployment = earlier?.deployment {
      ChangeCheck.check(from: deployment, to: after, of: cluster, into: &diagnostics)
    } else if earlier != nil {
      Self.checkName(of: cluster, into: &diagnostics)
    }
    script = Script(of: cluster, hasUpstreamFile: upstream != nil)
    guard
      let launches = Self.launches(of: cluster, nodes: nodes, script: script, encoding: encoding, into: &diagnostics),
      earlier?.findings.hasErrors != true
    else { return nil }
    self.cluster = cluster
    self.launches = launches
    self.earlier = earlier?.files ?? DeployedFiles(terraform: [], cloudFormation: nil)
  }

  /// Warns of a name that others have too, as long as nothing is rendered: a cluster that runs can't change it.
  private static func checkName(of cluster: Cluster, into diagnostics: inout Diagnostics) {
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

  /// The compose files of a cluster's nodes, in the order of its launches; nil after errors.
  private static func nodes(
    of cluster: Cluster,
    upstream: Node?,
    into diagnostics: inout Diagnostics,
    look: (ClusterNode, Node) -> Void
  ) -> [[RenderedNode]]? {
    // An error about something else leaves what can be said about these.
    var found = Diagnostics()
    defer { diagnostics.append(contentsOf: found) }
    var size = 0
    var all: [[RenderedNode]] = []
    for launch in cluster.launches {
      var nodes: [RenderedNode] = []
      for node in launch.nodes {
        guard let file = Pipeline.composeFile(of: node, in: cluster, upstream: upstream, into: &found) else {
          return nil
        }
        look(node, file)
        nodes.append(
          RenderedNode(
            node: node,
            composeFile: file.yamlBytes,
            otherPorts: OtherPort.all(in: file, of: node, in: cluster)
          )
        )
        size += nodes[nodes.count - 1].composeFile.count
        if size > mostComposeBytes {
          found.error(
            "too-much-output",
            "the compose files of \(cluster.nodes.count) nodes have more than \(mostComposeBytes) bytes",
            at: cluster.mark,
            help: "write shorter values, or fewer of them"
          )
          return nil
        }
      }
      all.append(nodes)
    }
    return all
  }

  /// The launches of a cluster; nil after an error when the user-data of one can't be made to fit EC2's limit.
  private static func launches(
    of cluster: Cluster,
    nodes: [[RenderedNode]],
    script: Script,
    encoding: Encoding,
    into diagnostics: inout Diagnostics
  ) -> [RenderedLaunch]? {
    let userData = UserData.all(
      of: cluster,
      script: script,
      composeFiles: nodes.map { $0.map(\.composeFile) },
      isCompressed: encoding.isCompressed
    )
    var launches: [RenderedLaunch] = []
    for (index, launch) in cluster.launches.enumerated() {
      let userData = userData[index]
      // The document stays readable beside the form that EC2 gets.
      let isLarge = userData.document.count > UserData.limit
      let form = isLarge && !encoding.isCompressed ? Encoding.gzipBase64 : encoding
      let gzip = form.isCompressed ? userData.encoded(.gzip) : nil
      if isLarge, let gzip, gzip.count > UserData.limit {
        diagnostics.error(
          "user-data-too-large",
          "the user-data of node \(launch.nodes[0].id) has \(gzip.count) bytes even as gzip, and EC2 takes \(UserData.limit)",
          at: cluster.mark,
          help: "make the largest of its parts smaller",
          notes: largest(userData.parts).map { Diagnostic.Note("\($0.size) bytes before gzip: \($0.name)", at: nil) }
        )
        return nil
      }
      launches.append(
        RenderedLaunch(
          template: LaunchTemplate(of: launch, in: cluster),
          nodes: nodes[index],
          document: userData.document,
          form: form,
          gzip: gzip
        )
      )
    }
    return launches
  }

  /// The parts of a document, or of very many the thirty largest.
  private static func largest(_ parts: [(name: String, size: Int)]) -> [(name: String, size: Int)] {
    parts.count <= 30 ? parts : Array(parts.sorted { $0.size > $1.size }.prefix(30))
  }

  // MARK: Sizes

  /// The launch with the largest document, the first of several; nil when all are empty.
  package var largest: RenderedLaunch? {
    launches.max { $0.document.count < $1.document.count }
  }

  /// The bytes that EC2 would count of a launch's user-data as gzip, which carries the script unpacked.
  package func compressedSize(of launch: RenderedLaunch) -> Int {
    UserData(
      for: launch.nodes.map(\.node),
      in: cluster,
      composeFiles: launch.nodes.map(\.composeFile),
      script: script,
      isScriptPacked: false
    )
    .size(compressed: true)
  }
}
