import Findings
import Catalog
import Cluster
import Services
import TestSupport
import Testing

/// The edit of every branch's compose file: for every release, in each mode, both folders, one node and three.
@Suite struct UpstreamReleaseTests {
  /// What of an upstream file stays beside what the program sets.
  private static let kept: [String: Set<String>] = [
    "broker": ["KAFKA_JMX_PORT", "KAFKA_JMX_HOSTNAME"],
    "schema-registry": ["SCHEMA_REGISTRY_LISTENERS"],
    "connect": [
      "CONNECT_OFFSET_FLUSH_INTERVAL_MS", "CONNECT_LOG4J_LOGGERS", "CONNECT_INTERNAL_KEY_CONVERTER",
      "CONNECT_INTERNAL_VALUE_CONVERTER",
    ],
    "rest-proxy": ["KAFKA_REST_LISTENERS"],
    "ksql-server": ["KSQL_CONFIG_DIR", "KSQL_HOST_NAME", "KSQL_CACHE_MAX_BYTES_BUFFERING", "KSQL_LOG4J_OPTS"],
    "ksqldb-server": [
      "KSQL_CONFIG_DIR", "KSQL_HOST_NAME", "KSQL_CACHE_MAX_BYTES_BUFFERING",
      "KSQL_KSQL_LOGGING_PROCESSING_TOPIC_REPLICATION_FACTOR", "KSQL_KSQL_LOGGING_PROCESSING_TOPIC_AUTO_CREATE",
      "KSQL_KSQL_LOGGING_PROCESSING_STREAM_AUTO_CREATE",
    ],
  ]

  /// What the branches call a Connect cluster.
  private static let names = [
    "CONNECT_GROUP_ID": "compose-connect-group", "CONNECT_CONFIG_STORAGE_TOPIC": "docker-connect-configs",
    "CONNECT_OFFSET_STORAGE_TOPIC": "docker-connect-offsets", "CONNECT_STATUS_STORAGE_TOPIC": "docker-connect-status",
  ]

  @Test(arguments: ReleaseLine.all.map { "\($0.major).\($0.minor)." })
  func `the file of every branch becomes the release's own stack`(_ line: String) throws {
    let releases = Release.all.filter { $0.version.hasPrefix(line) }
    #expect(!releases.isEmpty)
    for release in releases {
      let sources = UpstreamFile.both(of: release).map { Source(name: $0.folder.rawValue, text: $0.text) }
      for profile in everyService(of: release) {
        let cluster = try cluster(profile)
        // The nodes between the first and the last differ from these by numbers only.
        for node in [0, 2].prefix(cluster.nodes.count) {
          let own = try #require(edit(cluster, node: node).file)
          for source in sources {
            let name = "\(source.name), node \(node) of \(profile)"
            let (edited, findings) = edit(cluster, node: node, upstream: source)
            #expect(findings == [], "\(name)")
            check(try #require(edited, "\(name)"), as: own, in: cluster, name)
          }
        }
      }
    }
  }

  private func check(_ file: ComposedFile, as own: ComposedFile, in cluster: Cluster, _ name: String) {
    #expect(file.services.sorted() == own.services.sorted(), "\(name)")
    for service in own.services {
      // Ids, listeners, copies, addresses: all that the program sets, and nothing that isn't known here.
      let (variables, ownVariables) = (file.environment(service), own.environment(service))
      for (variable, value) in ownVariables where Self.names[variable] == nil {
        #expect(variables[variable] == value, "\(service) \(variable): \(name)")
      }
      let others = Set(variables.keys).subtracting(ownVariables.keys).subtracting(Self.kept[service] ?? [])
      #expect(others == [], "\(service): \(name)")
      for (variable, value) in variables where variable.hasSuffix("REPLICATION_FACTOR") {
        #expect(value == String(cluster.nodes.count), "\(service) \(variable): \(name)")
      }
      #expect(Set(file.keys(of: service)).subtracting(own.keys(of: service)).isSubset(of: ["hostname"]), "\(name)")
      #expect(Set(file.list(service, "depends_on") ?? []).isSubset(of: file.services), "\(service): \(name)")
      if service == "connect" {
        // Another group, or the connectors' absence from the image, would leave nothing of the Connect that there is.
        for (variable, value) in Self.names { #expect(variables[variable] == value, "\(variable): \(name)") }
        #expect(file.text(service, "image") == cluster.release.sampleConnect, "\(name)")
      } else {
        #expect(file.text(service, "image") == own.text(service, "image"), "\(service): \(name)")
      }
      #expect(file.list(service, "volumes") == own.list(service, "volumes"), "\(service): \(name)")
      let ports = Set(file.list(service, "ports") ?? []).symmetricDifference(own.list(service, "ports") ?? [])
      #expect(ports.isSubset(of: service == "broker" ? ["127.0.0.1:9101:9101"] : []), "\(service): \(name)")
    }
    #expect(file.list("broker", "depends_on") == own.list("broker", "depends_on"), "\(name)")
  }
}
