import Findings
import Profile
import TestSupport
import Testing
import YAML

/// What every profile needs.
let minimal = """
  cluster: dev
  release: 5.3.1
  nodes: {count: 1, host: kafka.example.com}

  """

/// Expects the findings about a profile to be these, and no others, at the marked places.
func expect(
  _ profile: String,
  gives expected: Finding...,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let text = MarkedText(profile)
  let (document, _, diagnostics) = read(text.source)
  if let document { expectSchemaAgrees(document, diagnostics, sourceLocation) }
  #expect(diagnostics.findings == text.findings(expected), sourceLocation: sourceLocation)
}

/// Reads a profile that must be right.
func profile(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Profile {
  try profile(MarkedText(text), sourceLocation: sourceLocation)
}

/// Reads a profile that must be right.
func profile(_ text: MarkedText, sourceLocation: SourceLocation = #_sourceLocation) throws -> Profile {
  let (document, profile, diagnostics) = read(text.source)
  if let document { expectSchemaAgrees(document, diagnostics, sourceLocation) }
  #expect(diagnostics.findings == [], sourceLocation: sourceLocation)
  return try #require(profile, sourceLocation: sourceLocation)
}

/// Expects the schema to judge a profile as the program did.
private func expectSchemaAgrees(_ document: Node, _ diagnostics: Diagnostics, _ sourceLocation: SourceLocation) {
  guard let validator = SchemaValidator.shared else { return }
  #expect(throws: Never.self, sourceLocation: sourceLocation) {
    let disagreement = try validator.disagreement(about: document, found: diagnostics)
    #expect(disagreement == nil, sourceLocation: sourceLocation)
  }
}

/// The findings about the bytes of a profile.
func findings(_ bytes: [UInt8]) -> [Finding] {
  read(Source(name: "t.yaml", bytes: bytes)).diagnostics.findings
}

extension Sourced {
  /// Where it was read; nil for a default.
  var place: Place? { mark?.place }
}

extension Profile.Nodes {
  /// The pattern, if it is one.
  var pattern: Profile.NodePattern? {
    if case .pattern(let pattern) = self { pattern } else { nil }
  }

  /// The nodes, if they are listed.
  var list: [Profile.ListedNode]? {
    if case .list(let nodes) = self { nodes } else { nil }
  }
}
