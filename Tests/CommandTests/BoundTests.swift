import Foundation
import TestSupport
import Testing

/// Inputs of up to a mebibyte that are wrong from end to end, or larger than any cluster: each took minutes or for ever
/// where something was looked for anew at every item.
struct BoundTests {
  private static let head = "cluster: dev\nrelease: 8.3.0\nnodes: {count: 1, host: a.example}\n"

  private static func repeated(_ number: Int, _ item: (Int) -> String) -> String {
    (0..<number).map(item).joined()
  }

  private static let shapes: [(name: String, make: @Sendable () -> String)] = [
    ("unknown keys", { head + repeated(30_000) { "key\($0): 1\n" } }),
    ("keys twice", { head + repeated(30_000) { _ in "cluster: a\n" } }),
    ("unknown aliases", { head + "x: [" + repeated(30_000) { "&a\($0) 1, *b\($0), " } + "]\n" }),
    ("broker properties", { head + "broker:\n" + repeated(30_000) { "  log.retention.hoars\($0): 1\n" } }),
    ("near misses", { head + "broker:\n" + repeated(900) { "  log.retention.hoars\($0): 1\n" } }),
    ("ids of on", { head + "services: {broker: {on: [" + repeated(40_000) { "\($0 + 5)," } + "]}}\n" }),
    ("variables", { head + "services: {broker: {environment: {" + repeated(30_000) { "V\($0): 1, " } + "}}}\n" }),
    ("listeners", { head + "listeners: [" + repeated(15_000) { "{name: L\($0), port: 1}, " } + "]\n" }),
    ("ranges", { head + "network: {clients: [" + repeated(40_000) { "10.\($0 / 256).\($0 % 256).0/24, " } + "]}\n" }),
    ("files", { head + "cloud_config: {write_files: [" + repeated(20_000) { "{path: x\($0)}, " } + "]}\n" }),
    ("commands", { head + "cloud_config: {runcmd: [" + repeated(40_000) { "\($0)," } + "]}\n" }),
    (
      "nodes", { "cluster: dev\nrelease: 8.3.0\nnodes: [" + repeated(15_000) { "{id: \($0), host: h\($0)}, " } + "]\n" }
    ),
    ("a long line", { "{" + repeated(30_000) { "key\($0): 1, " } + "}" }),
    ("marks", { head + "x: a" + String(repeating: "\u{301}", count: 400_000) + "\n" }),
  ]

  @Test(.timeLimit(.minutes(1)), arguments: shapes.map(\.name))
  func `a profile that is wrong from end to end is refused in few words`(_ name: String) throws {
    let make = try #require(Self.shapes.first { $0.name == name }).make
    let scratch = try Scratch()
    try scratch.write(make(), to: "p.yaml")
    for arguments in [["check", "p.yaml"], ["check", "--json", "p.yaml"]] {
      let outcome = try scratch.run(arguments)
      #expect(outcome.status == 1)
      #expect(outcome.output.utf8.count + outcome.errors.utf8.count < 200_000)
    }
  }

  @Test func `the rest of many findings is one line, in text and in JSON`() throws {
    let scratch = try Scratch()
    try scratch.write(Self.head + Self.repeated(1_000) { "key\($0): 1\n" }, to: "p.yaml")
    let text = try scratch.run(["check", "p.yaml"])
    #expect(text.status == 1)
    #expect(text.errors.matches(of: /p.yaml:\d+:1: error: unknown key/).count == 100)
    #expect(
      text.errors.contains(
        """
        p.yaml:104:1: error: and 900 more errors, from here on
          key100: 1
          ^~~~~~
          help: mend the first 100, and the next run shows more

        """
      )
    )
    struct Finding: Decodable {
      let id: String
      let message: String
      let line: Int?
    }
    let json = try scratch.run(["check", "--json", "p.yaml"])
    #expect(json.status == 1)
    let findings = try JSONDecoder().decode([Finding].self, from: json.bytes)
    #expect(findings.count == 101)
    #expect(findings.last?.id == "more-findings" && findings.last?.line == 104)
    #expect(findings.last?.message == "and 900 more errors, from here on")
  }

  @Test(.timeLimit(.minutes(1)))
  func `a long value of a thousand nodes is refused before it is written a thousand times`() throws {
    let scratch = try Scratch()
    let nodes = "cluster: dev\nrelease: 8.3.0\nnodes: {count: 1000, host: 'a{id}.example'}\n"
    let value = String(repeating: "$", count: 500_000)
    try scratch.write(nodes + "services: {broker: {environment: {A: '\(value)'}}}\n", to: "p.yaml")
    let outcome = try scratch.run(["check", "p.yaml"])
    #expect(outcome.status == 1)
    #expect(
      outcome.errors == """
        p.yaml:1:10: error: the compose files of 1000 nodes have more than 16777216 bytes
          cluster: dev
                   ^~~
          help: write shorter values, or fewer of them

        """
    )
  }

  @Test func `a value is set a thousand times and no more`() throws {
    let scratch = try Scratch()
    let set = (0..<1_001).flatMap { ["--set", "broker.my.plugin.\($0 % 7)=1"] }
    let outcome = try scratch.run(["check", "dev"] + set)
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.hasPrefix(
        """
        kafka-cloud-init: error: `--set` is given 1001 times, and 1000 times are the most
          help: write the values into a profile that extends this one

        """
      )
    )
    #expect(try scratch.run(["check", "dev"] + set.dropLast(2)).status == 0)
  }
}
