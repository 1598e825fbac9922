import Foundation
import Testing

/// The form of the steps: they are reviewed line by line and share 16,384 bytes with everything else.
struct ScriptTests {
  static let hasShellcheck = shell("type shellcheck").status == 0

  @Test("Each step is clean by itself", .enabled(if: hasShellcheck, "shellcheck is missing"), arguments: parts)
  func shellcheck(part: String) {
    #expect(shell("shellcheck \(steps)/\(part).sh").output == "")
  }

  @Test("The script is clean as a whole", .enabled(if: hasShellcheck, "shellcheck is missing"))
  func wholeIsClean() {
    // What the dropped directives allow: words are split on purpose, and `a && b || :` means what it says.
    #expect(shell("shellcheck -e SC1091,SC2015,SC2086 -", input: assembledScript).output == "")
  }

  @Test("Bash can read the script", arguments: [parts, parts.filter { !["hosts", "instance-metadata", "kafka-manager"].contains($0) }])
  func syntax(parts: [String]) {
    #expect(shell("bash -n", input: assemble(parts)).status == 0)
  }

  @Test("A step's file has the agreed form", arguments: parts)
  func form(part: String) throws {
    let text = try String(contentsOfFile: "\(steps)/\(part).sh", encoding: .utf8)
    #expect(text.hasPrefix("#!/bin/bash\n"))
    #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
    #expect(text.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 110 && !$0.hasSuffix(" ") })
  }

  @Test func `Every file of the folder is a part`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: steps).map { $0.replacing(".sh", with: "") }
    #expect(Set(files) == Set(parts))
  }
}
