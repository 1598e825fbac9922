import Change
import Compose
import Findings
import Rendering
import TestSupport
import Testing

/// What is in a cluster's folder, as values.
@Suite struct EarlierOutputTests {
  private static let profile = """
    cluster: a
    release: 7.9.8
    nodes: {count: 3, host: 'k{id}.example', zones: [eu-west-1a]}
    services: [zookeeper, broker]
    delivery: [terraform]

    """

  /// The files of a rendering, by their paths.
  private func files(_ profile: String = profile) throws -> [String: [UInt8]] {
    let (rendering, diagnostics) = render(Source(name: "t.yaml", text: profile))
    let files = try #require(rendering, "\(diagnostics.findings)").files
    return Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.bytes) })
  }

  private func earlier(_ files: [String: [UInt8]]) -> EarlierOutput {
    let names = Set(files.keys.map { String($0.prefix { $0 != "/" }) }).sorted()
    return EarlierOutput(folder: "output/a", names: names) { path in files[path].map { .success($0) } }
  }

  /// The findings when a profile follows what is in a folder, but for those that it has by itself.
  private func findings(_ profile: String = profile, after files: [String: [UInt8]]) -> [String] {
    let alone = render(Source(name: "t.yaml", text: profile)).diagnostics.all.map(\.id)
    return render(Source(name: "t.yaml", text: profile), earlier: earlier(files)).diagnostics.all.map(\.id).filter {
      !alone.contains($0)
    }
  }

  @Test func `an empty folder has nothing to compare with`() {
    #expect(earlier([:]).deployment == nil)
    #expect(findings(after: [:]) == [])
  }

  @Test func `the same profile changes nothing`() throws {
    #expect(findings(after: try files()) == [])
  }

  @Test func `a change is judged by the compose files that are to come`() throws {
    #expect(
      findings(Self.profile + "data: {mount: /srv/kafka}\n", after: try files())
        == Array(repeating: "data-moved", count: 3)
    )
  }

  @Test func `a change that is refused can be shown all the same`() throws {
    let profile = Source(name: "t.yaml", text: Self.profile + "data: {mount: /srv/kafka}\n")
    let (rendering, diagnostics) = render(profile, earlier: earlier(try files()))
    #expect(diagnostics.hasErrors)
    #expect(rendering?.files.count == 3 * 3 + 4 + 8)
  }

  @Test func `a module that can't be read leaves nothing to show, since it isn't known what must be kept`() throws {
    var files = try files()
    files["terraform/kafka/main.tf.json"] = Array("{".utf8)
    let (rendering, diagnostics) = render(Source(name: "t.yaml", text: Self.profile), earlier: earlier(files))
    #expect(rendering == nil)
    #expect(diagnostics.all.filter { $0.id == "unreadable-earlier-output" }.map(\.severity) == [.error])
  }

  @Test func `what the module of before had is kept in the one to come`() throws {
    let next = Self.profile.replacing("[terraform]", with: "[launch-template]") + "data: {claim: true}\n"
    let rendering = render(Source(name: "t.yaml", text: next), earlier: earlier(try files())).rendering
    let module = rendering?.files.first { $0.path == "terraform/main.tf.json" }?.bytes
    #expect(String(decoding: module ?? [], as: UTF8.self).contains("\"from\": \"aws_ebs_volume.broker_3\""))
  }

  @Test func `a compose file that can't be read is a warning, and its node isn't checked`() throws {
    var files = try files()
    files["broker-2/docker-compose.yml"] = Array("a: [".utf8)
    #expect(findings(after: files) == ["unreadable-earlier-output"])
    #expect(earlier(files).deployment?.unknown == [2])
  }
}
