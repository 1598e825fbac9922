import Findings
import Catalog
import Cluster
import Compose
import Profile
import Services
import TestSupport
import Testing
import YAML

/// A profile of so many nodes, followed by more of its text.
func profile(nodes: Int, release: String = "5.3.1", _ more: String = "") -> String {
  let host = nodes == 1 ? "kafka.example.com" : "kafka-{id}.example.internal"
  return "cluster: test\nrelease: \(release)\nnodes: {count: \(nodes), host: '\(host)'}\n\(more)\n"
}

/// A cluster of three nodes that need no DNS.
let addressed = """
  cluster: test
  release: 5.3.1
  nodes:
  - {id: 1, host: kafka-1, address: 10.0.1.11}
  - {id: 2, host: kafka-2, address: 10.0.2.11}
  - {id: 3, host: kafka-3, address: 10.0.3.11}

  """

/// Every service, Connect with them.
let everything = "services: [zookeeper, broker, schema-registry, connect, rest-proxy, ksql-server, kafka-manager]"

/// Profiles of every service of a release, in each of its modes, on one node and on three.
func everyService(of release: Release) -> [String] {
  release.modes.flatMap { $0 == .zookeeper ? ["zookeeper"] : ["controller", nil] }.flatMap { keeper in
    let names = release.services.map(\.service.name).filter {
      !["zookeeper", "controller", keeper == "zookeeper" ? nil : "kafka-manager"].contains($0)
    }
    let services = [keeper].compactMap(\.self) + names
    return [1, 3].map {
      profile(
        nodes: $0,
        release: release.version,
        "services: [\(services.joined(separator: ", "))]\ninstance: {type: m5.4xlarge}"
      )
    }
  }
}

/// The cluster of a profile that has no error.
func cluster(_ profile: String) throws -> Cluster {
  let (cluster, diagnostics) = decide(Source(name: "profile.yaml", text: profile))
  return try #require(cluster, "\(diagnostics.findings)")
}

/// A node's compose file, from the release's own or an upstream one, and what was found about the latter.
func edit(
  _ cluster: Cluster,
  node: Int,
  upstream: Source? = nil
) -> (file: ComposedFile?, findings: [Finding]) {
  let (file, diagnostics) = compose(cluster.nodes[node], in: cluster, upstream: upstream)
  return (file.map(ComposedFile.init), diagnostics.findings)
}

/// A node's compose file, nothing being wrong with it.
func composed(
  _ profile: String,
  node: Int = 0,
  upstream: String? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> ComposedFile {
  let source = upstream.map { Source(name: "docker-compose.yml", text: $0) }
  let (file, findings) = edit(try cluster(profile), node: node, upstream: source)
  #expect(findings == [], sourceLocation: sourceLocation)
  return try #require(file, sourceLocation: sourceLocation)
}

/// Expects the findings about an upstream file to be these, and no others, at the marked places.
func expect(
  _ upstream: String,
  for profile: String = profile(nodes: 1),
  gives expected: Finding...,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let text = MarkedText(upstream)
  let findings = edit(try cluster(profile), node: 0, upstream: text.source).findings
  #expect(findings == text.findings(expected), sourceLocation: sourceLocation)
}

/// A compose file as tests look at it.
struct ComposedFile {
  let node: Node

  init(_ node: Node) { self.node = node }

  /// The file as it is written.
  var yaml: String { String(decoding: node.yamlBytes, as: UTF8.self) }

  /// The names of the services, in their order.
  var services: [String] { node.mapping?["services"]?.mapping?.entries.map(\.key) ?? [] }

  /// What a service says under a key.
  subscript(service: String, key: String) -> Node? {
    node.mapping?["services"]?.mapping?[service]?.mapping?[key]
  }

  /// The keys of a service, in their order.
  func keys(of service: String) -> [String] {
    node.mapping?["services"]?.mapping?[service]?.mapping?.entries.map(\.key) ?? []
  }

  /// The text that a service says under a key.
  func text(_ service: String, _ key: String) -> String? { self[service, key]?.scalar?.text }

  /// The texts that a service lists under a key.
  func list(_ service: String, _ key: String) -> [String]? {
    self[service, key]?.sequence?.compactMap { $0.scalar?.text }
  }

  /// The environment of a service.
  func environment(_ service: String) -> [String: String] {
    let entries = self[service, "environment"]?.mapping?.entries ?? []
    return Dictionary(uniqueKeysWithValues: entries.map { ($0.key, $0.value.scalar?.text ?? "") })
  }

  /// What a process in the container gets to see, after compose has put the variables of `.env` in.
  func containerEnvironment(_ service: String, _ variables: [String: String] = [:]) -> [String: String] {
    environment(service).mapValues { text in
      var text = text.replacing("$$", with: "\0")
      for (name, value) in variables { text = text.replacing("${\(name)}", with: value) }
      return text.replacing("\0", with: "$")
    }
  }
}
