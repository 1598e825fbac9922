import Change
import Cluster
import Findings
import TestSupport
import Testing
import YAML

/// The cluster of a profile that has no error.
func cluster(_ profile: String) throws -> Cluster {
  let (cluster, diagnostics) = decide(Source(name: "profile.yaml", text: profile))
  return try #require(cluster, "\(diagnostics.findings)")
}

/// The nodes of a cluster as its compose files describe them.
func nodes(of cluster: Cluster) throws -> [NodeFacts] {
  try cluster.nodes.map { node in
    let file = try #require(compose(node, in: cluster).file)
    return try #require(NodeFacts(id: node.id, composeFile: file))
  }
}
