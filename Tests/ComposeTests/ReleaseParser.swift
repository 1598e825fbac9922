import Foundation
import Synchronization
import TestSupport

/// The releases' own configuration parsers, of the jars that `kafka-runtime` beside the package has: one process answers
/// all tests, because starting Java takes longer than its answers.
enum ReleaseParser {
  /// The folder with the jars; nil where it, or what it needs, is missing.
  static let runtime: URL? = {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = package.appending(path: "../shared/kafka-runtime").standardizedFileURL
    let hasAll =
      FileManager.default.fileExists(atPath: folder.appending(path: "runtime.py").path)
      && isInstalled("java") && isInstalled("python3") && isInstalled("zstd")
    return hasAll ? folder : nil
  }()

  /// The process that the tests share; it ends with them.
  static let shared = Mutex(Conversation())

  /// Questions and answers, a line each.
  struct Conversation: ~Copyable {
    private var pipes: (questions: FileHandle, answers: FileHandle)?

    /// What the parser of a service says of an environment: `accepted`, with the names that it doesn't know, or `refused`
    /// and why.
    mutating func answer(to environment: [String: String], of component: String, release: String) throws -> String {
      let (questions, answers) = try pipes ?? start()
      let question = Question(release: release, component: component, environment: environment)
      try questions.write(contentsOf: JSONEncoder().encode(question) + Data("\n".utf8))
      var line = Data()
      while let byte = try answers.read(upToCount: 1), !byte.isEmpty, byte != Data("\n".utf8) { line += byte }
      return String(decoding: line, as: UTF8.self)
    }

    private mutating func start() throws -> (questions: FileHandle, answers: FileHandle) {
      let (questions, answers) = (Pipe(), Pipe())
      let process = Process()
      let program = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "release_parser.py").path
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["python3", program, ReleaseParser.runtime?.path ?? ""]
      process.standardInput = questions
      process.standardOutput = answers
      try process.run()
      let started = (questions.fileHandleForWriting, answers.fileHandleForReading)
      pipes = started
      return started
    }

    private struct Question: Encodable {
      let release: String
      let component: String
      let environment: [String: String]
    }
  }
}

extension Mutex<ReleaseParser.Conversation> {
  /// See there.
  func answer(to environment: [String: String], of component: String, release: String = "5.3.1") throws -> String {
    try withLock { try $0.answer(to: environment, of: component, release: release) }
  }
}
