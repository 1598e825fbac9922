import Findings
import Catalog
import Foundation
import TestSupport
import Testing
import YAML

/// docker-compose itself: every file is one that it takes, and reads as it was meant.
@Suite(.enabled(if: isInstalled("docker-compose"), "docker-compose is not installed"))
struct DockerComposeTests {
  /// What docker-compose understands of a file beside which the node's variables lie.
  private func config(_ file: ComposedFile, sourceLocation: SourceLocation = #_sourceLocation) throws -> Node {
    let folder = try TemporaryFolder()
    try folder.write(file.yaml, to: "docker-compose.yml")
    let variables = [
      "APPLICATION_SECRET=s", "KAFKA_MANAGER_PASSWORD=p", "KAFKA_UI_PASSWORD=p", "LOCAL_IPV4=10.0.1.11", "X=taken",
      "id=taken",
    ]
    try folder.write(variables.joined(separator: "\n") + "\n", to: ".env")
    let result = try run(["docker-compose", "config"], in: folder)
    #expect(result.status == 0, "\(result.errors)", sourceLocation: sourceLocation)
    var diagnostics = Diagnostics()
    let node = Node.parse(Source(name: "config", text: result.output), into: &diagnostics)
    return try #require(node, "\(result.output)", sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    (profile(nodes: 1), 1), (profile(nodes: 3), 3), (profile(nodes: 1, everything), 1),
    (profile(nodes: 4, everything), 4),
    (addressed + everything, 3), (OwnServiceTests.text, 3), (profile(nodes: 1, "services: [zookeeper, broker]"), 1),
    (profile(nodes: 1, "listeners: [{name: A, port: 1, advertise: local-ipv4}]"), 1),
  ])
  func `docker-compose takes the file of every node, and sees its services`(_ profile: String, _ nodes: Int) throws {
    for node in 0..<nodes {
      let file = try composed(profile, node: node)
      let config = ComposedFile(try config(file))
      #expect(config.services.sorted() == file.services.sorted())
    }
  }

  @Test(arguments: ReleaseLine.all.map { "\($0.major).\($0.minor)." })
  func `docker-compose takes the edited files of every line of branches`(_ line: String) throws {
    let release = try #require(Release.all.first { $0.version.hasPrefix(line) })
    let profile = try #require(everyService(of: release).last)
    for upstream in UpstreamFile.both(of: release) {
      let file = try composed(profile, upstream: upstream.text)
      #expect(ComposedFile(try config(file)).services.sorted() == file.services.sorted())
    }
  }

  @Test func `docker-compose takes what becomes of a file with services of other names`() throws {
    let file = try RecognitionTests.ofWritten()
    #expect(ComposedFile(try config(file)).services.sorted() == file.services.sorted())
  }

  @Test func `every value of the profile comes back from docker-compose as it was`() throws {
    let values = [
      "a'b", "a\"b", "$(id)", "`id`", "${X}", "${X:-y}", "${", "$X", "$$", "$", "%s", "-rf", "a: b", "a #b", "yes",
      "0755",
      "1e3", "22:22", "~", "null", "", " a ", "{}", "*a", "&a", "!a", "|", "é", "日本", "🙂", "\\n", "a\\b",
      String(repeating: "$'\" ", count: 1000),
    ]
    func entries(_ prefix: String) -> String {
      values.enumerated().map { index, value in
        "\(prefix)\(index): \"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
      }.joined(separator: ", ")
    }
    let text = profile(
      nodes: 1,
      "broker: {\(entries("com.example.v"))}\nservices: {broker: {environment: {\(entries("V"))}}, zookeeper: }"
    )
    // What docker-compose prints is a compose file again, in which a dollar is doubled.
    let environment = ComposedFile(try config(try composed(text))).containerEnvironment("broker")
    for (index, value) in values.enumerated() {
      #expect(environment["KAFKA_COM_EXAMPLE_V\(index)"] == value)
      #expect(environment["V\(index)"] == value)
    }
  }

  @Test func `the node's variables come from the file beside it`() throws {
    let file = try composed(profile(nodes: 1, "listeners: [{name: A, port: 1, advertise: local-ipv4}]"))
    let config = ComposedFile(try config(file))
    #expect(config.environment("kafka-manager")["APPLICATION_SECRET"] == "s")
    #expect(config.environment("kafka-manager")["KAFKA_MANAGER_PASSWORD"] == "p")
    #expect(config.environment("broker")["KAFKA_ADVERTISED_LISTENERS"] == "A://10.0.1.11:1")
  }
}
