import Findings
import Change
import Cluster
import Compose
import Profile
import Services
import TestSupport
import Testing
import YAML

/// The cluster of a profile that has no error.
func cluster(_ profile: String) throws -> Cluster {
  var diagnostics = Diagnostics()
  let cluster = Node.parse(Source(name: "profile.yaml", text: profile), into: &diagnostics)
    .flatMap { Profile.read($0, into: &diagnostics) }
    .flatMap { Cluster.resolve($0, into: &diagnostics) }
  return try #require(cluster, "\(diagnostics.findings)")
}

/// A node's compose file; nil after errors.
func composeFile(of node: ClusterNode, in cluster: Cluster) -> Node? {
  var diagnostics = Diagnostics()
  return ComposeFile.edited(cluster.release.base, for: node, in: cluster, into: &diagnostics)
}

/// The nodes of a cluster as its compose files describe them.
func nodes(of cluster: Cluster) throws -> [NodeFacts] {
  try cluster.nodes.map { node in
    let file = try #require(composeFile(of: node, in: cluster))
    return try #require(NodeFacts(id: node.id, composeFile: file))
  }
}

extension Node {
  /// The tree as a compose file.
  var yaml: String {
    var bytes: [UInt8] = []
    appendYAML(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
