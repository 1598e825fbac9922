import Foundation
import TestSupport
import Testing

/// What is committed of the table of keys is what the program prints, and `make schema` renews it; and the first messages.
struct ProfileSchemaTests {
  private static func text(_ path: String) throws -> String {
    try String(contentsOf: Scratch.checkout.appending(path: path), encoding: .utf8)
  }

  @Test func `the committed schema is what the program prints`() throws {
    let outcome = try Scratch().run(["schema"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output == (try Self.text("docs/profile.schema.json")), "run `make schema`")
  }

  @Test func `the reference of the profile has the table that the program prints`() throws {
    let table = try Scratch().run(["schema", "--reference"]).output
    #expect(try Self.text("docs/profile.md").contains("\n\n\(table)\n"), "run `make schema`")
  }

  @Test(arguments: try profiles()) func `a shipped profile names the schema for editors`(profile: String) throws {
    #expect(try Self.text(profile).hasPrefix("# yaml-language-server: $schema=../docs/profile.schema.json\n"))
  }

  /// What an editor's language server or a check before a commit says of profiles.
  @Test(.enabled(if: LocalAWS.has("check-jsonschema"), "needs check-jsonschema: Scripts/install-python-tools"))
  func `a validator takes the shipped profiles and shows mistakes`() throws {
    let scratch = try Scratch()
    let schema = Scratch.checkout.appending(path: "docs/profile.schema.json").path
    func check(_ file: String) throws -> Outcome {
      try scratch.shell("check-jsonschema --schemafile '\(schema)' '\(file)'", environment: LocalAWS.environment)
    }
    for profile in try Self.profiles() {
      #expect(try check(Scratch.checkout.appending(path: profile).path).status == 0, "\(profile)")
    }
    try scratch.write("cluster: a\nrelease: 8.3.0\nnodes: {count: 0, host: k.example}\nbrokr: {}\n", to: "bad.yaml")
    let outcome = try check("bad.yaml")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("'brokr' was unexpected"))
    #expect(outcome.output.contains("0 is less than the minimum of 1"))
  }

  private static func profiles() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: Scratch.checkout.appending(path: "profiles").path).sorted()
      .map { "profiles/\($0)" }
  }

  @Test(arguments: ["", "\n", "# nothing yet\n"])
  func `an empty profile shows the lines to begin with`(text: String) throws {
    let scratch = try Scratch()
    try scratch.write(text, to: "profiles/new.yaml")
    let outcome = try scratch.run(["check", "new"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("profiles/new.yaml:1:1: error: there is nothing in this profile\n"))
    let help = try #require(outcome.errors.split(separator: "help: ").last)
    // The lines are a profile.
    let lines = help.split(separator: "\n").dropFirst().map { String($0.dropFirst(4)) }
    #expect(lines.count == 4)
    try scratch.write(lines.joined(separator: "\n"), to: "profiles/new.yaml")
    #expect(try scratch.run(["check", "new"]).status == 0)
  }

  @Test func `a key that stands twice hides no other mistake`() throws {
    let scratch = try Scratch()
    try scratch.write(
      "cluster: a\ncluster: b\nrelease: 8.3.0\nnodes: {count: 0, host: k.example}\nbroker: {log.retention.hours: soon}\n",
      to: "profiles/new.yaml"
    )
    let errors = try scratch.run(["check", "new"]).errors
    #expect(errors.contains("new.yaml:2:1: error: the key `cluster` stands here a second time"))
    #expect(errors.contains("new.yaml:4:16: error: `nodes.count` is 0"))
    #expect(errors.contains("new.yaml:5:31: error: `broker.log.retention.hours` is `soon`"))
  }
}
