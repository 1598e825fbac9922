package import Findings
import Foundation
import Synchronization
package import YAML

/// Python's jsonschema with docs/profile.schema.json: one process for all tests of a run.
package final class SchemaValidator: Sendable {
  private struct Streams {
    let input: FileHandle
    let output: FileHandle
  }

  private let streams: Mutex<Streams>

  /// The one for all; nil where Python has no jsonschema.
  package static let shared = SchemaValidator()

  private static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Reads a length and as many bytes of JSON, and answers with a line: empty, or what is wrong.
  private static let program = """
    import json, jsonschema, sys
    validator = jsonschema.Draft202012Validator(json.load(open("docs/profile.schema.json")))
    print(flush=True)
    while line := sys.stdin.buffer.readline():
      error = next(validator.iter_errors(json.loads(sys.stdin.buffer.read(int(line)))), None)
      print(error and "%s at %s" % (error.message[:200].replace("\\n", " "), list(error.path)) or "", flush=True)
    """

  private init?() {
    let own = Self.checkout.appending(path: ".build/python/bin/python3").path
    for python in [own, "/usr/bin/env"] where FileManager.default.isExecutableFile(atPath: python) {
      let process = Process()
      let (input, output) = (Pipe(), Pipe())
      process.executableURL = URL(filePath: python)
      process.arguments = (python == own ? [] : ["python3"]) + ["-c", Self.program]
      process.currentDirectoryURL = Self.checkout
      process.standardInput = input
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil,
        // It says that it is there, or ends without a word.
        (try? output.fileHandleForReading.read(upToCount: 1)) == Data([UInt8(ascii: "\n")])
      else { continue }
      streams = Mutex(Streams(input: input.fileHandleForWriting, output: output.fileHandleForReading))
      return
    }
    return nil
  }

  /// What is wrong with a profile; empty when nothing is.
  package func fault(of profile: Node) throws -> String {
    var json: [UInt8] = []
    profile.appendJSON(to: &json)
    return try streams.withLock { streams in
      try streams.input.write(contentsOf: Data("\(json.count)\n".utf8) + Data(json))
      var line = Data()
      while let byte = try streams.output.read(upToCount: 1), byte != Data([UInt8(ascii: "\n")]) { line += byte }
      return String(decoding: line, as: UTF8.self)
    }
  }

  /// How the verdict on a profile differs from the program's, as far as a schema can tell; nil when it doesn't.
  package func disagreement(about profile: Node, found diagnostics: Diagnostics) throws -> String? {
    let fault = try fault(of: profile)
    let errors = diagnostics.all.filter { $0.severity == .error }
    if errors.isEmpty { return fault.isEmpty ? nil : "the schema refuses what the program takes: \(fault)" }
    let passesOn = profile.mapping?["cloud_config"] != nil
    if fault.isEmpty, let error = errors.first(where: { Self.isTold($0) && !(passesOn && $0.id == "unknown-key") }) {
      return "the schema takes what the program refuses: \(error.message)"
    }
    return nil
  }

  /// Whether a schema can tell such a mistake: one of structure, type, enumeration or range, or of a text's form where a
  /// regular expression says all of the rule.
  private static func isTold(_ error: Diagnostic) -> Bool {
    // What cloud-init reads is checked by its schema.
    if error.message.contains("cloud_config") { return false }
    switch error.id {
    case "wrong-type":
      // JSON has one type of number, and YAML 1.2 no words for booleans but two.
      return !error.message.contains("YAML readers take")
        && error.message.firstMatch(of: /not `[0-9]+(e[0-9]+|\.0+)`/) == nil
    case "unknown-key", "missing-key", "missing-value", "unknown-value", "out-of-range", "no-nodes", "no-listeners",
      "no-services", "too-many-items", "bad-memory", "bad-cluster-name", "bad-cluster-id", "bad-zone", "bad-address",
      "bad-listener-name", "bad-device", "bad-commit", "bad-variable", "bad-property", "bad-instance-type", "bad-vpc",
      "bad-subnet", "bad-security-group", "bad-image-id", "bad-hosted-zone", "bad-instance-profile", "bad-tag-key",
      "bad-tag-value", "bad-key-name", "bad-directory", "bad-ref", "bad-repository", "bad-host-name",
      "unknown-placeholder", "localhost-name":
      return true
    default: return false
    }
  }
}
