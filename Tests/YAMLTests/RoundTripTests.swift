import Findings
import Testing
import YAML

/// A document with something of everything that a profile may hold.
let exampleDocument = """
  # A profile.
  defaults: &defaults
    heap: 1g
    options: [-Xms1g, '-XX:+UseG1GC', "tab\\t\\u00E9"]
  broker:
    <<: *defaults
    log.retention.hours: 72
    "quoted key": !!str 12
    empty:
    none: ~
    script: |
      #!/bin/sh
      set -eu
        echo "é 日本 🚀"
    folded: >-
      one
      two

      three
  nodes:
  - {id: 1, host: a.example}
  - {id: 2, host: b.example, tags: []}
  - - nested
    - ? complex
      : key
  ...

  """

@Suite struct RoundTripTests {
  @Test(arguments: 0..<40) func `random documents come back as they were`(_ seed: UInt64) throws {
    var generator = SeededGenerator(state: seed)
    for _ in 0..<50 {
      let node = generator.node()
      #expect(try Node.parsed(node.yaml).shape == node.shape)
    }
  }

  @Test func `a document that was read and written is stable`() throws {
    let once = try Node.parsed(exampleDocument)
    let twice = try Node.parsed(once.yaml)
    #expect(twice.shape == once.shape)
    #expect(twice.yaml == once.yaml)
  }

  /// Broken input ends in a node that can be written and read again, or in an error that can be shown.
  private func check(_ bytes: [UInt8]) throws {
    var diagnostics = Diagnostics()
    let node = Node.parse(Source(name: "t.yaml", bytes: bytes), into: &diagnostics)
    try #require((node == nil) == diagnostics.hasErrors)
    for finding in diagnostics.all {
      #expect(finding.text(colour: false, program: "kafka-cloud-init").hasPrefix("t.yaml:"))
    }
    if let node {
      try #require(Node.parsed(node.yaml).shape == node.shape, "\(String(decoding: bytes, as: UTF8.self))")
    }
  }

  @Test func `every truncation of a document gives a node or an error`() throws {
    let bytes = Array(exampleDocument.utf8)
    for count in bytes.indices { try check(Array(bytes[..<count])) }
  }

  @Test(arguments: [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80] as [UInt8])
  func `every flipped bit of a document gives a node or an error`(_ bit: UInt8) throws {
    let bytes = Array(exampleDocument.utf8)
    for index in bytes.indices {
      var broken = bytes
      broken[index] ^= bit
      try check(broken)
    }
  }

  @Test(arguments: 0..<20) func `random texts of indicators give a node or an error`(_ seed: UInt64) throws {
    var generator = SeededGenerator(state: seed)
    for _ in 0..<100 {
      try check(Array((0..<5).map { _ in generator.text() }.joined(separator: "\n").utf8))
    }
  }
}
