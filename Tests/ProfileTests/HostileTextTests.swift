import Findings
import Text
import Profile
import TestSupport
import Testing

/// Values that some reader further down might take for more than text: each is refused where a name is wanted, and
/// carried as it is where text is free.
@Suite struct HostileTextTests {
  private static let texts = [
    "a'b", "a\"b", "$(id)", "`id`", "${X}", "$X", "%s%n", "-rf", "--help", "a;id", "a|b", "a&b", "a>b", "a\\b", "a#b",
    " #x", "*", "&a", "!x", "{}", "[]", "a: b", "../..", "a b", "é", "日本", "🙂", "\u{202E}abc", "'; id; '",
    String(repeating: "x", count: 100_000),
  ]

  /// A text in YAML's double quotes, in which every character can be written.
  private static func quoted(_ text: String) -> String {
    "\"" + text.putting("\\\\", for: "\\").putting("\\\"", for: "\"").putting("\\uFEFF", for: "\u{FEFF}") + "\""
  }

  private static let names = [
    "cluster: #\nrelease: 5.3.1\nnodes: {count: 1, host: a.example}\n",
    "cluster: dev\nrelease: 5.3.1\nnodes: {count: 1, host: #}\n",
    "cluster: dev\nrelease: 5.3.1\nnodes: {count: #, host: a.example}\n",
    "cluster: dev\nrelease: 5.3.1\nnodes: {count: 1, host: a.example, zones: [#]}\n",
    "cluster: dev\nrelease: 5.3.1\nnodes: [{id: 1, host: #}]\n",
    "cluster: dev\nrelease: 5.3.1\nnodes: [{id: 1, host: a.example, zone: #}]\n",
    "cluster: dev\nrelease: 5.3.1\nnodes: [{id: 1, host: a.example, address: #}]\n",
    "cluster: dev\nrelease: 5.3.1\nnodes: [{id: 1, host: a.example, instance_type: #}]\n",
    minimal + "listeners: [{name: #, port: 1}]\n",
    minimal + "listeners: [{name: A, port: 1, protocol: #}]\n",
    minimal + "listeners: [{name: A, port: 1, advertise: #}]\n",
    minimal + "services: {broker: {image: #}}\n",
    minimal + "services: {broker: {heap: #}}\n",
    minimal + "services: {broker: {on: [#]}}\n",
    minimal + "data: {device: #}\n",
    minimal + "data: {mount: #}\n",
    minimal + "data: {owner: #}\n",
    minimal + "data: {options: #}\n",
    minimal + "data: {volume: {type: #}}\n",
    minimal + "checkout: {repository: #}\n",
    minimal + "checkout: {ref: #}\n",
    minimal + "checkout: {directory: #}\n",
    minimal + "checkout: {commit: #}\n",
    minimal + "instance: {type: #}\n",
    minimal + "instance: {memory: #}\n",
    minimal + "instance: {operating_system: #}\n",
    minimal + "instance: {image: #}\n",
    minimal + "instance: {profile: #}\n",
    minimal + "instance: {security_groups: [#]}\n",
    minimal + "network: {vpc: #}\n",
    minimal + "network: {subnets: {eu-west-1a: #}}\n",
    minimal + "network: {clients: [#]}\n",
    minimal + "route53: {zone_id: #}\n",
    minimal + "identity: #\n",
    minimal + "delivery: [#]\n",
    minimal + "cloud_config: {packages: [#]}\n",
  ]

  @Test(arguments: names) func `no name can be more than a name`(_ profile: String) {
    for text in Self.texts {
      let findings = findings(Array(profile.replacing("#", with: Self.quoted(text)).utf8))
      #expect(findings.count == 1, "\(text.prefix(40))")
    }
  }

  @Test(arguments: names.filter { !$0.contains("count: #") && !$0.contains("on: [#]") })
  func `no name has a line break, a NUL or an escape in it`(_ profile: String) {
    for text in [#""a\nb""#, #""a\0b""#, #""a\eb""#, #""a\rb""#, "\"a\\x85b\"", "|\n  a\n  b\n"]
    where !profile.contains("{") || text.first == "\"" {
      #expect(findings(Array(profile.replacing("#", with: text).utf8)).map(\.id) == ["control-character"], "\(text)")
    }
  }

  @Test(arguments: [
    minimal + "broker: {compression.type: #}\n", minimal + "services: {broker: {environment: {A: #}}}\n",
  ])
  func `free text is carried as it is`(_ text: String) throws {
    for value in Self.texts {
      let profile = try profile(text.replacing("#", with: Self.quoted(value)))
      let carried =
        profile.broker.map(\.value.value) + (profile.services ?? []).flatMap { $0.environment.map(\.value.value) }
      #expect(carried == [value])
    }
  }

  @Test(arguments: ["\u{600}", "\u{301}", "\u{200D}", "\u{FEFF}", "\u{212A}", "٣"])
  func `no character of another script is part of a name, whatever Swift takes it for`(_ mark: String) {
    for text in Self.names where !text.contains("count: #") && !text.contains("on: [#]") && !text.contains("id: #") {
      for name in ["a\(mark)", "\(mark)a", "K\(mark)", "/dev/sdf\(mark)", "/data\(mark)", "/\(mark)data", "1g\(mark)"] {
        let findings = findings(Array(text.putting(Self.quoted(name), for: "#").utf8))
        #expect(findings.count == 1, "\(text) takes \(name.debugDescription)")
      }
    }
  }

  @Test(arguments: ["\u{600}", "\u{301}", "\u{200D}", "\u{FEFF}"])
  func `a path leads nowhere else, whatever stands beside its slashes`(_ mark: String) {
    for path in ["/a\(mark)/../etc/shadow", "/a/../\(mark)", "/\(mark)/..", "/a\(mark)//b", "\(mark)/a"] {
      let text = minimal + "cloud_config: {write_files: [{path: \(Self.quoted(path))}]}\n"
      #expect(findings(Array(text.utf8)).map(\.id) == ["bad-path"], "\(path.debugDescription)")
    }
    for path in ["/etc/kafka-node/\(mark)", "/opt/kafka-node\(mark)"] {
      let text = minimal + "cloud_config: {write_files: [{path: \(Self.quoted(path))}]}\n"
      #expect(findings(Array(text.utf8)).map(\.id) == ["taken-path"], "\(path.debugDescription)")
    }
    let below = minimal + "cloud_config: {write_files: [{path: \(Self.quoted("/data/\(mark)a"))}]}\n"
    #expect(findings(Array(below.utf8)).map(\.id) == ["path-below-mount"])
  }

  @Test(arguments: ["{id\u{301}}", "{\u{301}id}", "\u{600}{x}", "{x}\u{301}", "\u{600}{"])
  func `a placeholder is known byte by byte`(_ host: String) {
    let text = "cluster: dev\nrelease: 5.3.1\nnodes: {count: 1, host: \(Self.quoted(host))}\n"
    #expect(findings(Array(text.utf8)).map(\.id) == ["unknown-placeholder"])
  }

  @Test func `a profile that is not UTF-8 is refused where it stops being so`() {
    let findings = findings(Array(minimal.utf8) + Array("broker: {a: ".utf8) + [0xFF, 0xFE] + Array("}\n".utf8))
    #expect(findings.map(\.description) == ["4:13+1 error yaml-encoding: this is not UTF-8 (save the file as UTF-8)"])
  }

  @Test func `a NUL in the file itself is refused`() {
    #expect(findings(Array(minimal.utf8) + [0x61, 0x00]).map(\.id) == ["yaml-character"])
  }

  @Test func `cut off anywhere, a profile gives findings and no crash`() {
    let whole = Array(
      (minimal + "listeners: [{name: A, port: 1}]\nservices: {broker: {on: [1], heap: 1g}, zookeeper: }\n"
        + "broker: {a.b: \"é\"}\ndata: {volume: {type: gp3}}\ncloud_config: {runcmd: [[a]]}\n").utf8
    )
    for length in whole.indices where length < whole.count - 1 { _ = findings(Array(whole[..<length])) }
    #expect(findings(whole) == [])
  }

  @Test func `with any byte replaced, a profile gives findings and no crash`() {
    let whole = Array(
      (minimal + "services: {broker: {on: [1], heap: 1g}}\nbroker: {a.b: 1}\ndata: {owner: 1:2}\n").utf8
    )
    for index in whole.indices {
      for byte in [0x00, 0x0A, 0x22, 0x2D, 0x39, 0x3A, 0x5B, 0x7B, 0x7E, 0xFF] as [UInt8] {
        var changed = whole
        changed[index] = byte
        _ = findings(changed)
      }
    }
  }
}
