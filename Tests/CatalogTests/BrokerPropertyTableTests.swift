import Catalog
import Foundation
import TestSupport
import Testing

/// The table of broker properties: how it is read, and that it is what Kafka says of itself.
@Suite struct BrokerPropertyTableTests {
  private static let versions = [
    "2.3", "2.4", "2.5", "2.6", "2.7", "2.8", "3.0", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9",
    "4.0", "4.1", "4.2", "4.3",
  ]

  private func properties(ofKafka version: String) throws -> [String: BrokerProperty] {
    BrokerProperty.properties(ofKafka: try #require(KafkaVersion(version)))
  }

  @Test(arguments: versions) func `every broker property has a type that is checked or free`(_ version: String) throws {
    let types = try properties(ofKafka: version).values.map(\.type)
    #expect(types.count > 180)
    #expect(
      Set(types) == ["boolean", "class", "double", "int", "list", "long", "password", "short", "string"]
    )
  }

  @Test(arguments: versions) func `no version has two definitions of a property`(_ version: String) throws {
    let version = try #require(KafkaVersion(version))
    let names = BrokerProperty.all.filter { $0.isKnown(to: version) }.map(\.name)
    #expect(names.count == Set(names).count)
  }

  @Test(arguments: [
    ("log.retention.hours", "int"), ("log.retention.ms", "long"), ("auto.create.topics.enable", "boolean"),
    ("log.cleaner.min.cleanable.ratio", "double"), ("offsets.commit.required.acks", "short"),
    ("ssl.key.password", "password"), ("log.cleanup.policy", "list"), ("compression.type", "string"),
    ("principal.builder.class", "class"), ("zookeeper.connect", "string"), ("broker.id", "int"),
  ])
  func `types of broker properties in Kafka 2.3`(_ name: String, _ type: String) throws {
    #expect(try properties(ofKafka: "2.3.1")[name]?.type == type)
  }

  @Test(arguments: [
    ("node.id", "2.7", "2.8"), ("replica.selector.class", "2.3", "2.4"), ("process.roles", "2.7.2", "2.8.2"),
    ("group.share.max.session.timeout.ms", "3.8", "3.9"),
  ])
  func `the version that brought a property`(_ name: String, _ before: String, _ first: String) throws {
    #expect(try properties(ofKafka: before)[name] == nil)
    #expect(try properties(ofKafka: first)[name] != nil)
  }

  @Test(arguments: [
    ("advertised.host.name", "2.8", "3.0"), ("zookeeper.connect", "3.9.2", "4.0.0"),
    ("inter.broker.protocol.version", "3.9", "4.0"),
  ])
  func `the version that dropped a property`(_ name: String, _ last: String, _ after: String) throws {
    #expect(try properties(ofKafka: last)[name] != nil)
    #expect(try properties(ofKafka: after)[name] == nil)
  }

  @Test(
    arguments: [
      ("num.io.threads", .range(least: "1", most: nil)),
      ("log.cleaner.min.cleanable.ratio", .range(least: "0", most: "1")),
      ("log.message.timestamp.type", .choice(["CreateTime", "LogAppendTime"])),
      ("log.cleanup.policy", .choice(["compact", "delete"])),
      ("broker.rack", .any),
    ] as [(String, BrokerProperty.Values)]
  )
  func `what Kafka checks beside the type`(_ name: String, _ values: BrokerProperty.Values) throws {
    #expect(try properties(ofKafka: "3.9")[name]?.values == values)
  }

  @Test(arguments: ["", "2", "a.b", "latest"]) func `what is no version of Kafka`(_ text: String) {
    #expect(KafkaVersion(text) == nil)
  }

  @Test func `a version that the table doesn't cover has no properties`() {
    #expect(BrokerProperty.properties(ofKafka: KafkaVersion(2, 2)).isEmpty)
  }

  @Test(arguments: [("2.3", "2.4"), ("2.8", "3.0"), ("3.8", "3.9"), ("3.9", "4.0"), ("4.0", "4.1")])
  func `the version after`(_ version: String, _ next: String) throws {
    let version = try #require(KafkaVersion(version))
    #expect(version.next.description == next && version < version.next)
  }

  @Test(.enabled(if: KafkaJars.folder != nil, "needs kafka-runtime beside the package, Java and Python"))
  func `the table is what Kafka's own jars say`() throws {
    let printed = try KafkaJars.table()
    let table = try String(
      contentsOf: KafkaJars.package.appending(path: "Sources/Catalog/BrokerProperties+Generated.swift"),
      encoding: .utf8
    )
    let lines = table.split(separator: "\n").filter { $0.hasPrefix("  ") }.map { $0.dropFirst(2) }.dropLast()
    #expect(Array(lines) == printed.split(separator: "\n"))
  }
}

/// The jars of every Kafka version, as `kafka-runtime` beside the package has them.
private enum KafkaJars {
  static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The folder that has `runtime.py`; nil where it, Java or Python is missing.
  static let folder: URL? = {
    let folder = package.appending(path: "../shared/kafka-runtime").standardizedFileURL
    let hasAll =
      FileManager.default.fileExists(atPath: folder.appending(path: "runtime.py").path)
      && isInstalled("javac") && isInstalled("python3") && isInstalled("zstd")
    return hasAll ? folder : nil
  }()

  /// What BrokerProperties.java prints of them.
  static func table() throws -> String {
    let paths = """
      import sys; sys.dont_write_bytecode = True; sys.path.insert(0, sys.argv[1]); import runtime
      for kafka in runtime.KAFKA.values():
          print(kafka.rsplit(".", 1)[0], ":".join(map(str, runtime.jars(kafka))))
      """
    let program = package.appending(path: "Tests/CatalogTests/BrokerProperties.java").path
    let pipe = "python3 -c \"$1\" \"$2\" | java -Xmx512m \"$3\" 2>/dev/null"
    return try run(["bash", "-c", pipe, "-", paths, folder?.path ?? "", program], in: TemporaryFolder()).output
  }
}
