import Foundation
import TestSupport
import Testing

struct DeterminismTests {
  /// Ways to run a render of `$PROFILE` into `$OUTPUT`, both absolute.
  private static let ways = [
    "cd / && \"$PROGRAM\" render \"$PROFILE\" -o \"$OUTPUT\"",
    "LC_ALL=tr_TR.UTF-8 LANGUAGE=tr \"$PROGRAM\" render \"$PROFILE\" -o \"$OUTPUT\"",
    "LC_ALL=C \"$PROGRAM\" render \"$PROFILE\" -o \"$OUTPUT\"",
    "TZ=Pacific/Chatham \"$PROGRAM\" render \"$PROFILE\" -o \"$OUTPUT\"",
    "umask 077; \"$PROGRAM\" render \"$PROFILE\" -o \"$OUTPUT\"",
    "env -i \"$PROGRAM\" render \"$PROFILE\" -o \"$OUTPUT\"",
    "HOSTNAME=other USER=other COLUMNS=20 \"$PROGRAM\" render \"$PROFILE\" -o \"$OUTPUT\"",
    "cat \"$PROFILE\" | \"$PROGRAM\" render - -o \"$OUTPUT\"",
    "cd profiles && \"$PROGRAM\" render ./prod.yaml -o \"$OUTPUT\"",
    "\"$PROGRAM\" render prod -o \"$OUTPUT\"", "\"$PROGRAM\" render prod -o \"$OUTPUT\" > /dev/null 2>&1",
  ]

  @Test(arguments: ["plain", "gzip"], ways)
  func `the same profile gives the same bytes`(encoding: String, way: String) throws {
    let scratch = try Scratch()
    #expect(try scratch.run(["render", "prod", "--encoding", encoding]).status == 0)
    let variables = ["PROFILE": "\(scratch.url.path)/profiles/prod.yaml", "OUTPUT": "\(scratch.url.path)/other"]
    #expect(try scratch.shell("\(way) --encoding \(encoding)", environment: variables).status == 0)
    #expect(try scratch.tree("other") == (try scratch.tree("output")))
  }

  @Test func `a later day gives the same bytes`() throws {
    let scratch = try Scratch()
    #expect(try scratch.run(["render", "prod", "--encoding", "gzip"]).status == 0)
    let tree = try scratch.tree("output")
    let year = try scratch.shell("date +%Y").output.prefix(4)
    for (path, data) in tree where path.hasSuffix(".yaml") || path.hasSuffix(".md") {
      #expect(!String(decoding: data, as: UTF8.self).contains(year), "\(path)")
    }
  }

  @Test func `order on the command line makes no difference`() throws {
    let scratch = try Scratch()
    #expect(try scratch.run(["render", "dev", "prod"]).status == 0)
    #expect(try scratch.run(["render", "prod", "dev", "-o", "other"]).status == 0)
    #expect(try scratch.tree("other") == (try scratch.tree("output")))
  }
}
