import Arguments
import Bootstrap
import Cluster
import Findings
import Text
import YAML

/// What a command works with: the clusters that the command line names, and what is found wrong.
struct Run {
  /// The command's arguments.
  let invocation: Invocation
  /// What is read, with the findings about it.
  var input: Input
  /// The clusters of the profiles without errors.
  let clusters: [Cluster]
  /// The upstream compose file.
  let upstream: Node?

  /// Reads every profile of the command line, and the upstream compose file.
  init(_ invocation: Invocation) {
    self.invocation = invocation
    var input = Input(overrides: invocation.values(of: .set), delivery: invocation.values(of: .delivery))
    clusters = invocation.operands.compactMap { input.cluster($0) }
    upstream = input.composeFile(invocation.value(of: .upstream))
    // Two clusters of one name would be written over each other.
    var names: Set<String> = []
    for cluster in clusters where !names.insert(cluster.name).inserted {
      input.diagnostics.error(
        "duplicate-cluster",
        "two of the profiles are called `\(cluster.name)`",
        at: cluster.mark,
        help: "give each its own `cluster`"
      )
    }
    self.input = input
  }

  /// Whether anything is wrong so far.
  var hasErrors: Bool { input.diagnostics.hasErrors }

  /// The form of the user-data that is asked for.
  var encoding: Encoding { invocation.value(of: .encoding) ?? .plain }

  /// The output folder.
  var outputPath: String { invocation.value(of: .output) ?? "output" }

  /// The folder of a cluster in the output folder, which may be given with a slash at its end.
  func folder(of cluster: Cluster) -> String {
    outputPath.ends(with: "/") ? outputPath + cluster.name : "\(outputPath)/\(cluster.name)"
  }

  /// The node that `--node` names, or the only one there is.
  mutating func chosenNode() -> ClusterNode? {
    guard clusters.count == 1 else {
      input.diagnostics.error(
        "which-node",
        "`--stdout` prints one node, and there are \(clusters.count) profiles",
        at: nil,
        help: "name only the profile of that node"
      )
      return nil
    }
    let nodes = clusters[0].nodes
    let ids = nodes.count > 10 ? "\(nodes[0].id) to \(nodes[nodes.count - 1].id)" : listed(nodes.map { "\($0.id)" })
    if let wanted = invocation.value(of: .node) {
      if let node = nodes.first(where: { "\($0.id)" == wanted }) { return node }
      input.diagnostics.error("which-node", "there is no node `\(wanted)`", at: nil, help: "the nodes are \(ids)")
    } else if nodes.count == 1 {
      return nodes[0]
    } else {
      input.diagnostics.error("which-node", "there are \(nodes.count) nodes", at: nil, help: "add `--node`: \(ids)")
    }
    return nil
  }

  /// Sets what the profiles make of clusters against what earlier runs left in their folders.
  mutating func checkChanges() {
    for cluster in clusters {
      if let before = input.deployment(in: folder(of: cluster)) {
        Pipeline.checkChange(from: before, to: cluster, upstream: upstream, into: &input.diagnostics)
      } else {
        Pipeline.checkName(of: cluster, into: &input.diagnostics)
      }
    }
  }

  /// Reports what was found, and gives the exit code that follows.
  func finish() -> ExitStatus {
    report(input.diagnostics.all, color: invocation.value(of: .color) ?? .auto)
    return status
  }

  /// The exit code that follows from what was found.
  var status: ExitStatus {
    if input.isUnreadable { return .inputOrOutput }
    return hasErrors ? .found : .done
  }
}
