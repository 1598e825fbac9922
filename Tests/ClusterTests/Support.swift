import Findings
import Cluster
import TestSupport
import Testing

/// A profile of so many nodes, followed by more of its text.
func profile(nodes: Int, _ more: String = "") -> String {
  let nodes = "nodes: {count: \(nodes), host: 'kafka-{id}.example.internal'}"
  return "cluster: test\nrelease: 5.3.1\n\(nodes)\n\(more)\n"
}

/// The warnings that every profile of an old release gets, every one of two nodes and every one on a public address.
let standing: Set<String> = ["end-of-support", "one-zookeeper", "one-controller", "one-copy", "public-plaintext"]

/// What is found about a profile, but for some kinds of findings.
func resolve(_ source: Source, besides: Set<String> = standing) -> (cluster: Cluster?, findings: [Finding]) {
  let (cluster, diagnostics) = decide(source)
  return (cluster, diagnostics.findings.filter { !besides.contains($0.id) })
}

/// Expects the findings about a profile to be these, and no others, at the marked places.
func expect(
  _ profile: String,
  besides: Set<String> = standing,
  gives expected: Finding...,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let text = MarkedText(profile)
  #expect(resolve(text.source, besides: besides).findings == text.findings(expected), sourceLocation: sourceLocation)
}

/// The cluster of a profile that must be right.
func cluster(_ profile: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Cluster {
  let (cluster, findings) = resolve(Source(name: "t.yaml", text: profile))
  #expect(findings == [], sourceLocation: sourceLocation)
  return try #require(cluster, sourceLocation: sourceLocation)
}
