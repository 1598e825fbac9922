import Arguments
import Bootstrap
import Cluster
import Findings
import Rendering
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

  /// Renders the clusters, each against what earlier runs left in its folder; one whose files can't be made is left out.
  mutating func renderings() -> [Rendering] {
    var renderings: [Rendering] = []
    for cluster in clusters {
      // What is wrong with one says nothing about the next.
      var found = Diagnostics()
      let rendering = Rendering(
        of: cluster,
        upstream: upstream,
        encoding: encoding,
        earlier: EarlierOutput(folder: folder(of: cluster)),
        into: &found
      )
      input.diagnostics.append(contentsOf: found)
      renderings += [rendering].compactMap(\.self)
    }
    return renderings
  }

  /// Renders the first cluster, compared with nothing.
  mutating func rendering() -> Rendering? {
    clusters.first.flatMap {
      Rendering(of: $0, upstream: upstream, encoding: encoding, into: &input.diagnostics)
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

extension EarlierOutput {
  /// Reads what an earlier run left in a cluster's folder.
  init(folder: String) {
    self.init(folder: folder, names: (try? kafka_cloud_init.names(in: folder)) ?? []) { path in
      let path = "\(folder)/\(path)"
      if kind(at: path) == nil { return nil }
      do throws(FileError) {
        return .success(try readFile(path, .regular))
      } catch {
        return .failure(Diagnostic(error, at: nil))
      }
    }
  }
}
