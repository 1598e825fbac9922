import Findings
import Profile
import TestSupport
import Testing
import YAML

/// The one table of keys.
@Suite struct SchemaTests {
  /// A profile in which every mapping of the table is there, in every form that it has.
  private static func keysAsked(nodes: String) throws -> Set<String> {
    let text = """
      nodes: \(nodes)
      listeners: [{}]
      services: {broker: {environment: {A: b}, ports: [{}], files: {/a: b}}}
      broker: {a: b}
      data: {volume: {}}
      checkout: {}
      instance: {root_volume: {}, tags: {}}
      network: {subnets: {}}
      route53: {}
      cloud_config: {}
      """
    var diagnostics = Diagnostics()
    return Profile.keysAsked(of: try #require(Node.parse(Source(name: "t.yaml", text: text), into: &diagnostics)))
  }

  @Test func `a key that nobody reads would be taken without a word and do nothing`() throws {
    let asked = try Self.keysAsked(nodes: "{}").union(try Self.keysAsked(nodes: "[{}]"))
    // A key that is read and isn't in the table ends the program.
    #expect(asked.sorted() == Schema.paths.sorted())
  }

  @Test(arguments: Schema.examples)
  func `each example is taken`(_ path: String, _ example: String) throws {
    var document = """
      cluster: dev
      release: 8.3.0
      nodes: \(path.contains("nodes[]") ? "[{id: 1, host: k.example}]" : "{count: 1, host: k.example}")
      listeners: [{name: A, port: 9092}]

      """
    if path.hasPrefix("services.*.") {
      document += "services: {broker: {\(path.contains("ports[]") ? "ports: [{port: 1}]" : "")}}\n"
    }
    var diagnostics = Diagnostics()
    let concrete = path.replacing("[]", with: "[0]").replacing("services.*", with: "services.broker")
      .replacing("environment.*", with: "environment.A").replacing("subnets.*", with: "subnets.eu-west-1a")
      .replacing("*", with: "some")
    let node = try #require(Node.parse(Source(name: "t.yaml", text: document), into: &diagnostics))
    let changed = try #require(Override("\(concrete)=\(example)", into: &diagnostics)).applied(
      to: node,
      into: &diagnostics
    )
    _ = Profile.read(changed, into: &diagnostics)
    #expect(diagnostics.findings == [])
  }

  /// Every profile of this target's tests is set against the schema too, by `expect` and `profile`.
  @Test(.enabled(if: SchemaValidator.shared != nil, "needs Python's jsonschema"))
  func `a schema that takes everything, or nothing, would be noticed`() throws {
    let validator = try #require(SchemaValidator.shared)
    func fault(_ text: String) throws -> String {
      var diagnostics = Diagnostics()
      return try validator.fault(of: try #require(Node.parse(Source(name: "t.yaml", text: text), into: &diagnostics)))
    }
    #expect(try fault("cluster: a\nrelease: 8.3.0\nnodes: {count: 1, host: k.example}\n") == "")
    #expect(try fault("cluster: a\nrelease: 8.3\nnodes: {count: 1, host: k.example}\n").contains("8.3 is not one of"))
    #expect(try fault("cluster: a\nrelease: 8.3.0\nnodes: {host: k.example}\n").contains("'count' is a required"))
    #expect(try fault("extends: a.yaml\nnodes: {host: k.example}\n") == "")
  }

  @Test(arguments: [
    ("", "key_name", "under `instance`"),
    ("", "port", "in the items of `listeners` or in the items of `services.*.ports`"),
    ("", "zone", "in the items of `nodes`"), ("instance", "lifecycle_hook", "at the top of the profile"),
    ("instance", "mount", "under `data`"), ("data", "iops", "under `data.volume`"),
    ("checkout", "device", "under `data`"),
    ("network", "encrypted", "under `data.volume` or under `instance.root_volume`"),
  ])
  func `a key that is known elsewhere is told where it belongs`(_ section: String, _ key: String, _ place: String) {
    let text = section.isEmpty ? "«\(key)»: 1\n" : "\(section): {«\(key)»: 1}\n"
    expect(minimal + text, gives: .error("unknown-key", "unknown key `\(key)`", help: "it belongs \(place)"))
  }

  @Test func `a key that is nearly one that is missing is that one, and what stands there is read`() {
    expect(
      "«clustr»: dev\n«relase»: 5.3.1\nnodes: {«cuont»: «x», host: k.example}\n",
      gives: .error("unknown-key", "unknown key `clustr`", help: "did you mean `cluster`?"),
      .error("unknown-key", "unknown key `relase`", help: "did you mean `release`?"),
      .error("unknown-key", "unknown key `cuont`", help: "did you mean `count`?"),
      .error("wrong-type", "`nodes.count` must be a whole number from 1 to 1000, not `x`")
    )
  }

  @Test func `of two slips for one key only the first is read as it`() {
    expect(
      "«clustr»: dev\n«clustre»: Bad\nrelease: 5.3.1\nnodes: {count: 1, host: k.example}\n",
      gives: .error("unknown-key", "unknown key `clustr`", help: "did you mean `cluster`?"),
      .error("unknown-key", "unknown key `clustre`", help: "did you mean `cluster`?")
    )
  }
}
