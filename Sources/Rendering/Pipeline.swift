package import Cluster
import Compose
package import Findings
package import Profile
package import YAML

/// The way from a profile to its cluster, each function a stage longer than the one before; `Rendering` goes on from there.
package enum Pipeline {
  /// A profile, as it is written; nil after errors.
  package static func profile(_ document: Node, into diagnostics: inout Diagnostics) -> Profile? {
    Profile.read(document, into: &diagnostics)
  }

  /// A profile's cluster, with every decision taken; nil after errors.
  package static func cluster(_ document: Node, into diagnostics: inout Diagnostics) -> Cluster? {
    profile(document, into: &diagnostics).flatMap { Cluster.resolve($0, into: &diagnostics) }
  }

  /// A node's compose file, from the release's own or an upstream one; nil after errors.
  package static func composeFile(
    of node: ClusterNode,
    in cluster: Cluster,
    upstream: Node?,
    into diagnostics: inout Diagnostics
  ) -> Node? {
    ComposeFile.edited(upstream ?? cluster.base, for: node, in: cluster, into: &diagnostics)
  }
}
