import Findings
import Profile
import TestSupport
import Testing
import YAML

/// A profile over the one that it extends, and values from the command line over both.
@Suite struct OverlayTests {
  private func parsed(_ text: String, name: String = "t.yaml") throws -> Node {
    var diagnostics = Diagnostics()
    let node = Node.parse(Source(name: name, text: text), into: &diagnostics)
    #expect(diagnostics.findings == [])
    return try #require(node)
  }

  private func json(_ node: Node) -> String {
    var bytes: [UInt8] = []
    node.appendJSON(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: extends

  @Test(arguments: [
    ("{a: 1, b: 2}", "{b: 3}", "{a: 1, b: 3}"),
    ("{a: 1}", "{b: 2}", "{a: 1, b: 2}"),
    ("{a: {x: 1, y: 2}}", "{a: {y: 3, z: 4}}", "{a: {x: 1, y: 3, z: 4}}"),
    ("{a: [1, 2]}", "{a: [3]}", "{a: [3]}"),
    ("{a: [1, 2]}", "{a: {x: 1}}", "{a: {x: 1}}"),
    ("{a: {x: 1}}", "{a: [1]}", "{a: [1]}"),
    ("{a: {x: 1}}", "{a: 1}", "{a: 1}"),
    ("{a: 1}", "{a: ~}", "{a: ~}"),
    ("{a: 1}", "{}", "{a: 1}"),
    ("{é: 1}", "{e\u{301}: 2}", "{é: 1, e\u{301}: 2}"),
  ])
  func `mappings are laid over key by key, everything else whole`(
    _ lower: String,
    _ upper: String,
    _ result: String
  ) throws {
    #expect(json(try parsed(lower).overlaid(with: parsed(upper))) == json(try parsed(result)))
  }

  @Test func `a finding is about the file that the value came from`() throws {
    let lower = try parsed("cluster: Base\nrelease: 5.3.1\ndata: {mount: /etc}\n", name: "base.yaml")
    let upper = try parsed("nodes: {count: 0, host: a.example}\ndata: {device: /dev/sda}\n", name: "top.yaml")
    var diagnostics = Diagnostics()
    _ = Profile.read(lower.overlaid(with: upper), into: &diagnostics)
    let places = diagnostics.all.map { "\($0.mark?.source.name ?? ""):\($0.mark?.line ?? 0) \($0.id)" }
    #expect(
      Set(places) == [
        "base.yaml:1 bad-cluster-name", "base.yaml:3 bad-mount", "top.yaml:1 out-of-range", "top.yaml:2 bad-device",
      ]
    )
  }

  // MARK: --set

  /// The profile after an override that must be right.
  private func applying(_ argument: String, to profile: String) throws -> Node {
    var diagnostics = Diagnostics()
    let override = try #require(Override(argument, into: &diagnostics))
    let node = override.applied(to: try parsed(profile), into: &diagnostics)
    #expect(diagnostics.findings == [])
    return node
  }

  @Test(arguments: [
    ("a=2", "{a: 1}", "{a: 2}"),
    ("b=2", "{a: 1}", "{a: 1, b: 2}"),
    ("a.b.c=1", "{}", "{a: {b: {c: 1}}}"),
    ("a.b=1", "{a: ~}", "{a: {b: 1}}"),
    ("a=", "{a: 1}", "{a: ''}"),
    ("a=b=c", "{a: 1}", "{a: b=c}"),
    ("a=[1, {b: [2, 3]}]", "{}", "{a: [1, {b: [2, 3]}]}"),
    ("nodes[1].host=x", "{nodes: [{host: a}, {host: b}]}", "{nodes: [{host: a}, {host: x}]}"),
    ("a[0][1]=9", "{a: [[1, 2], 3]}", "{a: [[1, 9], 3]}"),
    ("broker.log.retention.hours=72", "{}", "{broker: {log.retention.hours: 72}}"),
    ("broker.a[0]=1", "{broker: {b: 2}}", "{broker: {b: 2, 'a[0]': 1}}"),
    ("broker={a.b: 1}", "{broker: {c: 2}}", "{broker: {a.b: 1}}"),
    ("services.connect.environment.A=x", "{services: {connect: ~}}", "{services: {connect: {environment: {A: x}}}}"),
    ("a='yes'", "{}", "{a: 'yes'}"),
    ("a=$(id) `id` ${X} %s", "{}", "{a: '$(id) `id` ${X} %s'}"),
    ("a=-x", "{}", "{a: -x}"),
    ("a=ä", "{ü: 1}", "{ü: 1, a: ä}"),
  ])
  func `a value takes its place`(_ argument: String, _ profile: String, _ result: String) throws {
    #expect(json(try applying(argument, to: profile)) == json(try parsed(result)))
  }

  @Test func `a finding about a value is about its place in the argument`() throws {
    let text = MarkedText("nodes.count=«0»")
    let profile = try applying(text.text, to: minimal)
    var diagnostics = Diagnostics()
    _ = Profile.read(profile, into: &diagnostics)
    let mark = try #require(diagnostics.all.first?.mark)
    #expect(mark.source.name == "--set" && [mark.place] == text.places)
    #expect(mark.source.line(1) == "nodes.count=0")
  }

  @Test(arguments: ["\u{600}", "\u{301}", "\u{200D}"])
  func `a path ends at its equals sign, and its steps at their dots and brackets`(_ mark: String) throws {
    var diagnostics = Diagnostics()
    let base = try parsed("{a: [x]}")
    for argument in ["b=\(mark)", "\(mark).c=\(mark)", "a[0]=\(mark)y"] {
      let override = try #require(Override(argument, into: &diagnostics))
      #expect(override.applied(to: base, into: &diagnostics).mapping?.entries.isEmpty == false)
    }
    #expect(diagnostics.findings == [])
    #expect(Override("a[\(mark)0]=1", into: &diagnostics) == nil)
  }

  @Test func `a finding about a key is about the whole argument`() throws {
    let text = MarkedText("«nodes.cuont=3»")
    let profile = try applying("nodes.cuont=3", to: minimal)
    var diagnostics = Diagnostics()
    _ = Profile.read(profile, into: &diagnostics)
    let finding = try #require(diagnostics.all.first)
    #expect(finding.id == "unknown-key" && finding.help == "did you mean `count`?")
    #expect(finding.mark?.source.name == "--set" && [finding.mark?.place] == text.places)
  }

  /// The findings about an argument of `--set`, all of which it is marked with in whole or in part.
  private func expect(
    _ argument: String,
    to profile: String = "{}",
    gives finding: Finding,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = MarkedText(argument)
    var diagnostics = Diagnostics()
    let argument = text.text
    if let override = Override(argument, into: &diagnostics) {
      _ = override.applied(to: try parsed(profile), into: &diagnostics)
    }
    #expect(diagnostics.findings == text.findings([finding]), sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    "nodes.count", "=3", ".=3", "a.=3", ".a=3", "a..b=3", "a[=3", "a[]=3", "a[x]=3", "a[-1]=3", "a[0=3", "[0]=3",
    "a[99999999999999999999]=1", "a[0]b=1",
  ])
  func `what is not PATH=VALUE`(_ argument: String) throws {
    try expect(
      "«\(argument)»",
      gives: .error(
        "bad-override",
        "`--set \(argument)` is not PATH=VALUE",
        help: "write it like `--set nodes.count=3` or `--set nodes[0].host=kafka.example.com`"
      )
    )
  }

  @Test func `a base can't be set, as files are read before`() throws {
    try expect(
      "«extends=base.yaml»",
      gives: .error(
        "bad-override",
        "`extends` can't be set",
        help: "name the profile that extends the other one instead"
      )
    )
  }

  @Test func `a key doesn't replace a whole list by accident`() throws {
    try expect(
      "«services.connect.heap=1g»",
      to: "{services: [zookeeper, broker]}",
      gives: .error(
        "bad-override",
        "`services` is a list, and has no key `connect`",
        help: "set all of `services` at once"
      )
    )
  }

  @Test func `a key doesn't replace a value by accident`() throws {
    try expect(
      "«instance.type.size=large»",
      to: "{instance: {type: m5.large}}",
      gives: .error(
        "bad-override",
        "`instance.type` is a value, and has no key `size`",
        help: "set all of `instance.type` at once"
      )
    )
  }

  @Test func `an item beyond a list's end`() throws {
    try expect(
      "«nodes[2].host=a»",
      to: "{nodes: [{}, {}]}",
      gives: .error("bad-override", "`nodes` has 2 items, and no item 2", help: "items are counted from 0")
    )
  }

  @Test(arguments: ["{nodes: {count: 1}}", "{nodes: 1}", "{}"])
  func `an item of what is no list`(_ profile: String) throws {
    try expect(
      "«nodes[0].host=a»",
      to: profile,
      gives: .error("bad-override", "`nodes` is no list, and has no item 0", help: "set all of `nodes` at once")
    )
  }

  @Test func `a value that is no YAML is shown in its place`() throws {
    try expect("nodes.zones=«[a»", gives: .error("yaml-syntax", "this bracket is never closed"))
  }
}
