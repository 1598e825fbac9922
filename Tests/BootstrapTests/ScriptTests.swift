import Foundation
import Testing

@testable import Bootstrap

/// The form of the steps: they are reviewed line by line and share 16,384 bytes with everything else.
struct ScriptTests {
  static let hasShellcheck = shell("type shellcheck").status == 0
  /// The names of the steps' files.
  static let parts =
    (try? FileManager.default.contentsOfDirectory(atPath: steps))?.filter { $0.hasSuffix(".sh") }.sorted() ?? []

  @Test("Each step is clean by itself", .enabled(if: hasShellcheck, "shellcheck is missing"), arguments: parts)
  func shellcheck(part: String) {
    #expect(shell("shellcheck \(steps)/\(part)").output == "")
  }

  @Test(
    "The script is clean as a whole",
    .enabled(if: hasShellcheck, "shellcheck is missing"),
    arguments: [Machine.plain, Machine.complete, Machine.delivered]
  )
  func wholeIsClean(profile: String) throws {
    let script = try #require(try userDataFiles(profile: "cluster: prod\n" + profile)["/usr/sbin/kafka-node"])
    // What the dropped directives allow: words are split on purpose, and `a && b || :` means what it says.
    #expect(shell("shellcheck -e SC1091,SC2015,SC2034,SC2046,SC2086,SC2154 -", input: script).output == "")
    #expect(!script.contains("shellcheck"))
  }

  @Test("A step's file has the agreed form", arguments: parts)
  func form(part: String) throws {
    let text = try String(contentsOfFile: "\(steps)/\(part)", encoding: .utf8)
    #expect(text.hasPrefix("#!/bin/bash\n"))
    #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
    #expect(text.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 && !$0.hasSuffix(" ") })
  }

  @Test(
    "The script that is read does what the one on the nodes does",
    arguments: [Machine.complete, Machine.delivered]
  )
  func readable(profile: String) throws {
    let script = try script(profile: "cluster: prod\n" + profile)
    let packed = shell("base64 -d | gunzip", input: script.packed).output
    #expect(shell("sed -E 's/^ +//; /^(# .*)?$/d'", input: script.text).output == packed)
    #expect(packed.utf8.count < script.text.utf8.count)
    // Bash gives a function back without its comments. What is left is the indentation within quotes.
    let function = #"eval "all() { $(cat)"$'\n'"}"; declare -f all | sed 's/^ *//'"#
    let read = shell(function, input: script.text)
    #expect(read.status == 0 && read.output == shell(function, input: packed).output)
  }

  @Test func `Every file of the folder is in the script of a node that uses every step`() throws {
    let common = "cluster_id: 4L6g3nShT-eMCtK--X86sw\ncloud_config: {packages: [jq]}\n"
    let scripts = try [Machine.complete, Machine.delivered.replacing("m4.large, memory: 8g", with: "m5.large")].map {
      try script(profile: "cluster: prod\n" + common + $0).text
    }
    for part in Self.parts {
      let text = try String(contentsOfFile: "\(steps)/\(part)", encoding: .utf8)
      let name = text.split(separator: "\n").compactMap { $0.firstMatch(of: #/^([A-Za-z0-9_-]+)\(\) /#)?.output.1 }
        .first
      #expect(scripts.contains { $0.contains("\n\(name ?? "")() ") }, "\(part)")
    }
  }

  @Test func `No two steps have functions of one name, of which the later would be both`() throws {
    for profile in [Machine.complete, Machine.delivered] {
      let script = try #require(try userDataFiles(profile: "cluster: prod\n" + profile)["/usr/sbin/kafka-node"])
      let names = script.split(separator: "\n").compactMap { $0.firstMatch(of: #/^([A-Za-z0-9_-]+)\(\) /#)?.output.1 }
      #expect(names.count > 30)
      #expect(Dictionary(grouping: names, by: \.self).filter { $1.count > 1 }.keys.sorted() == [])
    }
  }

  @Test func `The steps of a node are functions of its script`() throws {
    for profile in [Machine.plain, Machine.complete, Machine.delivered] {
      let files = try userDataFiles(profile: "cluster: prod\n" + profile)
      let script = try #require(files["/usr/sbin/kafka-node"])
      let names = shell(". /dev/stdin; echo $STEPS", input: files["/etc/kafka-node/node.env"] ?? "").output
      for name in names.split(whereSeparator: \.isWhitespace) { #expect(script.contains("\nstep_\(name)() ")) }
    }
  }
}
