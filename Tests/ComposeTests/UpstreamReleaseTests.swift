import Catalog
import TestSupport
import Testing
import YAML

/// The edit of every branch's compose file: for every release, both folders, one node and three.
@Suite struct UpstreamReleaseTests {
  private struct Case {
    let file: UpstreamFile
    let release: Release
    let mode: Release.Mode
    let nodes: Int

    var services: [Service] {
      let keeper: [Service] = mode == .zookeeper ? [.zookeeper] : nodes == 1 ? [] : [.controller]
      let ksql: Service = release.facts(of: .ksqlServer) == nil ? .ksqldbServer : .ksqlServer
      let userInterface: Service = mode == .zookeeper ? .kafkaManager : .kafkaUI
      return keeper + [.broker, .schemaRegistry, .connect, .restProxy, ksql, userInterface]
    }

    var profile: String {
      """
      cluster: test
      release: \(release.version)
      nodes: {count: \(nodes), host: 'kafka-{id}.example.internal', zones: [eu-west-1a, eu-west-1b, eu-west-1c]}
      services: [\(services.map(\.rawValue).joined(separator: ", "))]
      instance: {type: m5.2xlarge}
      """
    }

    var name: String { "\(release.version) \(mode.rawValue) \(file.folder.rawValue) \(nodes)" }
  }

  private static func cases(of line: ReleaseLine) -> [Case] {
    Release.all.filter { $0.line.major == line.major && $0.line.minor == line.minor }.flatMap { release in
      UpstreamFile.Folder.allCases.map { UpstreamFile(of: release.number, $0) }.filter(\.exists).flatMap { file in
        release.modes.flatMap { mode in
          [1, 3].map { Case(file: file, release: release, mode: mode, nodes: $0) }
        }
      }
    }
  }

  /// What stays of the upstream file beside what the program sets.
  private static let kept: [Service: Set<String>] = [
    .broker: ["KAFKA_JMX_PORT", "KAFKA_JMX_HOSTNAME"],
    .schemaRegistry: ["SCHEMA_REGISTRY_LISTENERS"],
    .connect: [
      "CONNECT_OFFSET_FLUSH_INTERVAL_MS", "CONNECT_LOG4J_LOGGERS", "CONNECT_INTERNAL_KEY_CONVERTER",
      "CONNECT_INTERNAL_VALUE_CONVERTER",
    ],
    .restProxy: ["KAFKA_REST_LISTENERS"],
    .ksqlServer: ["KSQL_CONFIG_DIR", "KSQL_HOST_NAME", "KSQL_CACHE_MAX_BYTES_BUFFERING", "KSQL_LOG4J_OPTS"],
    .ksqldbServer: [
      "KSQL_CONFIG_DIR", "KSQL_HOST_NAME", "KSQL_CACHE_MAX_BYTES_BUFFERING",
      "KSQL_KSQL_LOGGING_PROCESSING_TOPIC_REPLICATION_FACTOR", "KSQL_KSQL_LOGGING_PROCESSING_TOPIC_AUTO_CREATE",
      "KSQL_KSQL_LOGGING_PROCESSING_STREAM_AUTO_CREATE",
    ],
  ]

  @Test(arguments: ReleaseLine.all.map(\.versions))
  func `the file of every branch becomes the release's own stack`(_ versions: String) throws {
    let line = try #require(ReleaseLine.all.first { $0.versions == versions })
    for test in Self.cases(of: line) {
      let cluster = try cluster(test.profile)
      // The nodes between the first and the last differ by numbers only.
      for node in [0, 2].prefix(test.nodes) {
        let source = Source(name: "docker-compose.yml", text: test.file.text)
        let (edited, findings) = edit(cluster, node: node, upstream: source)
        #expect(findings == [], "\(test.name)")
        let file = try #require(edited, "\(test.name)")
        let own = try #require(edit(cluster, node: node).file, "\(test.name)")
        check(file, as: own, test, node)
      }
    }
  }

  private func check(_ file: ComposedFile, as own: ComposedFile, _ test: Case, _ node: Int) {
    let name = "\(test.name), node \(node)"
    #expect(Set(file.services) == Set(own.services), "\(name)")
    for service in file.services {
      // Ids, listeners, copies, addresses: all that the program sets, and nothing that it doesn't know.
      let variables = file.environment(service)
      for (variable, value) in own.environment(service) {
        #expect(variables[variable] == value, "\(name): \(service) \(variable)")
      }
      let added = Set(variables.keys).subtracting(own.environment(service).keys)
      let kept = Service(rawValue: service).map { Self.kept[$0] ?? [] } ?? []
      #expect(added.isSubset(of: kept), "\(name): \(service) \(added.subtracting(kept))")
      for (variable, value) in variables where variable.hasSuffix("REPLICATION_FACTOR") {
        #expect(value == String(test.nodes), "\(name): \(service) \(variable)")
      }
      #expect(file.text(service, "image") == own.text(service, "image"), "\(name): \(service)")
      #expect(file.list(service, "volumes") == own.list(service, "volumes"), "\(name): \(service)")
      #expect(Set(file.list(service, "depends_on") ?? []).isSubset(of: file.services), "\(name): \(service)")
      let ports = file.list(service, "ports") ?? []
      #expect(Array(ports.prefix(own.list(service, "ports")?.count ?? 0)) == own.list(service, "ports"), "\(name)")
    }
    #expect(file.list("broker", "depends_on") == own.list("broker", "depends_on"), "\(name)")
    let ports = file.services.flatMap { file.list($0, "ports") ?? [] }
    let published = ports.compactMap { $0.split(separator: ":").dropLast().last }
    #expect(Set(published).count == published.count, "\(name): \(published)")
    let gone = Set(test.file.services).subtracting(file.services)
    let words = Set(file.yaml.split { !$0.isLetter && !$0.isNumber && !"-_.".contains($0) }.map(String.init))
    #expect(words.isDisjoint(with: gone), "\(name): \(words.intersection(gone))")
  }
}
