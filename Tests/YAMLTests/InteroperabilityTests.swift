import Foundation
import Testing
import YAML

/// PyYAML's own reader, which is not libyaml (Debian package python3-yaml); it knows YAML 1.1.
private enum PyYAML {
  static let isInstalled = (try? run("import yaml", input: [])) != nil

  /// Runs a Python program and returns what it prints.
  static func run(_ program: String, input: [UInt8]) throws -> String {
    let process = Process()
    let (stdin, stdout) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = ["-c", program]
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = FileHandle.nullDevice
    try process.run()
    stdin.fileHandleForWriting.write(Data(input))
    try stdin.fileHandleForWriting.close()
    let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: output, as: UTF8.self)
  }

  /// The documents that PyYAML reads otherwise than our JSON has them; empty when it reads all alike.
  static func differences(_ documents: [(yaml: String, json: String)]) throws -> String {
    let pairs = documents.map { Node(.sequence([.string($0.yaml), .string($0.json)])) }
    var input: [UInt8] = []
    Node(.sequence(pairs)).appendJSON(to: &input)
    let program = """
      import json, sys, yaml
      for text, expected in json.load(sys.stdin.buffer):
          read = json.dumps(yaml.safe_load(text.encode()), sort_keys=True)
          expected = json.dumps(json.loads(expected), sort_keys=True)
          if read != expected:
              print(repr(text), 'is', read, 'and not', expected)
      """
    return try run(program, input: input)
  }
}

// Skipped where /usr/bin/python3 has no module yaml (apt-get install python3-yaml).
@Suite(.enabled(if: PyYAML.isInstalled, "needs /usr/bin/python3 with PyYAML"))
struct InteroperabilityTests {
  @Test func `PyYAML reads every string of the quoting table as that string`() throws {
    let texts = quotingTable.map(\.text)
    let strings = texts.map(Node.string)
    let keys = Mapping(texts.map { Mapping.Entry(key: $0, value: 1) })
    let nodes =
      strings + [
        Node(.sequence(strings)), Node(.sequence(strings)).inFlow, Node(.mapping(keys)), Node(.mapping(keys)).inFlow,
        ["nested": [Node(.sequence(strings)), Node(.mapping(keys))]],
      ]
    #expect(try PyYAML.differences(nodes.map { ($0.yaml, $0.json) }) == "")
  }

  @Test func `PyYAML reads random documents as they were`() throws {
    var generator = SeededGenerator(state: 4)
    let nodes = (0..<500).map { _ in generator.node() }
    #expect(try PyYAML.differences(nodes.map { ($0.yaml, $0.json) }) == "")
  }

  @Test(arguments: [
    exampleDocument,
    "a: |+\n  x\n\n\nb: |-\n  y\n\nc: >\n  one\n  two\n\n   more\n  three\n",
    "- |2\n   x\n  y\n- |1-\n  x\n",
    "a: one\n  two\n\n  three\nb: 'one\n  two\n\n  three'\nc: \"one \\\n  two\n  three\"\n",
    "{a: [b, {c: d}], ? e : f, 'g':h}",
    "- - a\n  - b\n-\n  - c\n- d: e\n  f:\n  - g\n",
    "a: &x [1]\nb: &y {k: *x}\nc: {<<: *y, l: 2}\nd: {<<: [*y, {k: 3, m: 4}]}\n",
    "a: ~\nb: null\nc:\nd: true\ne: -12\nf: 1.5\ng: 0\nh: 1.0e+3\n",
    "%YAML 1.1\n--- # c\na: 'it''s' # c\nb: x#y\n...\n",
    "\u{FEFF}a: 1\r\nb: |\r\n  x\r\n  y\r\n",
  ])
  func `PyYAML reads a document as we do, before and after we write it`(_ text: String) throws {
    let node = try Node.parsed(text)
    #expect(try PyYAML.differences([(text, node.json), (node.yaml, node.json)]) == "")
  }
}
