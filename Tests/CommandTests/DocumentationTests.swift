import Foundation
import TestSupport
import Testing

/// What the documents show is what the program takes.
struct DocumentationTests {
  private static func text(_ path: String) throws -> String {
    try String(contentsOf: Scratch.checkout.appending(path: path), encoding: .utf8)
  }

  @Test(arguments: ["README.md", "docs/profile.md"])
  func `every profile in a document passes check`(path: String) throws {
    let profiles = try Self.text(path).matches(of: #/```yaml\n(.*?)```/#.dotMatchesNewlines()).map { String($0.1) }
    #expect(!profiles.isEmpty)
    for profile in profiles {
      let scratch = try Scratch()
      try scratch.write(profile, to: "profiles/shown.yaml")
      let outcome = try scratch.run(["check", "shown"])
      #expect(outcome.status == 0, "\(profile)\(outcome.errors)")
    }
  }

  /// Completion offers the keys of the table that profiles are read by, save those with a name of the operator's.
  @Test func `the reference of the profile has every key, and none besides`() throws {
    let script = try Scratch().run(["completion", "fish"]).output
    let offered = try #require(script.firstMatch(of: #/-l set -x -a '([^']*)'/#)).1.split(separator: " ")
      .map { String($0.dropLast()) }
    let documented = try Self.text("docs/profile.md").matches(of: #/^\| `([^`]+)` \|/#.anchorsMatchLineEndings())
      .map { String($0.1).replacing("[]", with: "[0]") }
    #expect(documented.count > 40)
    for key in documented where !key.contains("*") && key != "extends" {
      #expect(offered.contains(key), "there is no key \(key)")
    }
    for key in offered {
      let isThere = documented.contains { $0 == key || $0.hasPrefix("\(key).") }
      #expect(isThere, "docs/profile.md lacks \(key)")
    }
  }
}
