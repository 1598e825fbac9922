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

  // MARK: One cause, one error

  @Test func `keys that stand beside the key that they belong below are one mistake`() {
    expect(
      "cluster: dev\nrelease: 5.3.1\nnodes:\n«count»: 1\nhost: k.example\ninstance:\n  type: m5.large\n",
      gives: .error(
        "bad-indentation",
        "`count` and `host` stand beside `nodes`, and belong below it",
        help: "indent them by two blanks"
      )
    )
  }

  @Test func `what is indented in thought is checked too`() {
    expect(
      minimal + "data:\n«device»: «/dev/xvdf»\n",
      gives: .error(
        "bad-indentation",
        "`device` stands beside `data`, and belongs below it",
        help: "indent it by two blanks"
      ),
      .error(
        "bad-device",
        "`data.device` is `/dev/xvdf`, which is no device name for a data volume",
        help: "EC2 recommends /dev/sdf to /dev/sdp; the name on the instance is found at boot"
      )
    )
  }

  // MARK: The right form

  @Test(arguments: [
    ("data: {volume: {size: «100GB»}}", "data.volume.size", "1 to 65536", "without `GB`: `size: 100`; it counts GiB"),
    (
      "data: {volume: {throughput: «250 MB»}}", "data.volume.throughput", "125 to 2000",
      "without `MB`: `throughput: 250`; it counts MiB a second"
    ),
    ("nodes: {count: «3x», host: k.example}", "nodes.count", "1 to 1000", "without `x`: `count: 3`"),
  ])
  func `a number with its unit is shown without`(_ text: String, _ path: String, _ range: String, _ help: String) {
    let value = text.split(separator: "«")[1].split(separator: "»")[0]
    expect(
      (text.hasPrefix("nodes") ? "cluster: dev\nrelease: 5.3.1\n" : minimal) + text + "\n",
      gives: .error(
        "wrong-type",
        "`\(path)` must be a whole number from \(range), not `\(value)`",
        help: "write the number alone, \(help)"
      )
    )
  }

  @Test func `one value in the place of a list is shown in a list`() {
    expect(
      minimal + "network: {clients: «10.0.0.0/16»}\ndelivery: «terraform»\nlisteners: «9092»\n"
        + "cloud_config: {packages: «jq»}\nservices: {broker: {on: «1»}}\n",
      gives: .error(
        "wrong-type",
        "`network.clients` must be a list, not `10.0.0.0/16`",
        help: "write it as `clients: [10.0.0.0/16]`"
      ),
      .error("wrong-type", "`delivery` must be a list, not `terraform`", help: "write it as `delivery: [terraform]`"),
      .error(
        "wrong-type",
        "`listeners` must be a list, not `9092`",
        help: "write it like `listeners: [{name: PLAINTEXT, port: 29092}]`"
      ),
      .error("wrong-type", "`cloud_config.packages` must be a list, not `jq`", help: "write it as `packages: [jq]`"),
      .error("wrong-type", "`services.broker.on` must be a list, not `1`", help: "write it as `on: [1]`")
    )
  }

  @Test func `a word for a boolean is shown as one`() {
    expect(
      minimal + "lifecycle_hook: «yes»\n",
      gives: .error(
        "wrong-type",
        "`lifecycle_hook` must be `true` or `false`, not `yes`",
        help: "write `lifecycle_hook: true`"
      )
    )
  }
}
