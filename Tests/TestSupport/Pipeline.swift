package import Bootstrap
package import Cluster
package import Findings
package import Profile
package import Rendering
package import YAML

/// A profile of its bytes, with its tree and what is found about it.
package func read(_ source: Source) -> (document: Node?, profile: Profile?, diagnostics: Diagnostics) {
  var diagnostics = Diagnostics()
  let document = Node.parse(source, into: &diagnostics)
  let profile = document.flatMap { Pipeline.profile($0, into: &diagnostics) }
  return (document, profile, diagnostics)
}

/// The cluster of a profile's bytes, with what is found about it.
package func decide(_ source: Source) -> (cluster: Cluster?, diagnostics: Diagnostics) {
  var diagnostics = Diagnostics()
  let cluster = Node.parse(source, into: &diagnostics).flatMap { Pipeline.cluster($0, into: &diagnostics) }
  return (cluster, diagnostics)
}

/// The compose file of a cluster's node, made of the release's own or an upstream one, with what is found about it.
package func compose(
  _ node: ClusterNode,
  in cluster: Cluster,
  upstream: Source? = nil
) -> (file: Node?, diagnostics: Diagnostics) {
  var diagnostics = Diagnostics()
  let base = upstream.flatMap { Node.parse($0, into: &diagnostics) }
  if upstream != nil && base == nil { return (nil, diagnostics) }
  return (Pipeline.composeFile(of: node, in: cluster, upstream: base, into: &diagnostics), diagnostics)
}

/// The rendering of a profile's bytes, with what is found about it.
package func render(
  _ source: Source,
  upstream: Source? = nil,
  encoding: Encoding = .plain,
  earlier: EarlierOutput? = nil
) -> (rendering: Rendering?, diagnostics: Diagnostics) {
  var (cluster, diagnostics) = decide(source)
  let base = upstream.flatMap { Node.parse($0, into: &diagnostics) }
  guard let cluster, upstream == nil || base != nil else { return (nil, diagnostics) }
  let rendering = Rendering(of: cluster, upstream: base, encoding: encoding, earlier: earlier, into: &diagnostics)
  return (rendering, diagnostics)
}
