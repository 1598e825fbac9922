package import Foundation

/// A folder that is removed at the end of the test.
package final class TemporaryFolder {
  /// Where it is.
  package let url: URL

  /// Makes it, with a name of its own.
  package init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString, directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  /// Writes a file, with the folders that lead to it.
  package func write(_ text: String, to path: String, isExecutable: Bool = false) throws {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    if isExecutable {
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    }
  }

  /// Reads a file.
  package func read(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appending(path: path)), as: UTF8.self)
  }
}

/// How a process ended, and what it wrote.
package struct Result: Equatable {
  /// The exit status.
  package let status: Int32
  /// Its answer: what it wrote to standard output.
  package let output: String
  /// What it had to say about that, on standard error.
  package let errors: String

  /// Makes a result to compare with.
  package init(status: Int32, output: String, errors: String) {
    self.status = status
    self.output = output
    self.errors = errors
  }
}

/// Whether a command is in `PATH`.
package func isInstalled(_ command: String) -> Bool {
  (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(command)") }
}

/// Runs a command in a folder, which is its home; programs in its `bin` are found first.
package func run(_ command: [String], in folder: TemporaryFolder, input: String = "") throws -> Result {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = command
  process.currentDirectoryURL = folder.url
  process.environment = [
    "PATH": "\(folder.url.path)/bin:\(ProcessInfo.processInfo.environment["PATH"] ?? "")",
    "HOME": folder.url.path,
    "LC_ALL": "C.UTF-8",
    "TERM": "dumb",
  ]
  let pipe = Pipe()
  try folder.write(input, to: ".input")
  try folder.write("", to: ".errors")
  process.standardInput = try FileHandle(forReadingFrom: folder.url.appending(path: ".input"))
  process.standardOutput = pipe
  process.standardError = try FileHandle(forWritingTo: folder.url.appending(path: ".errors"))
  try process.run()
  let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  return Result(
    status: process.terminationStatus,
    output: String(decoding: data, as: UTF8.self),
    errors: try folder.read(".errors")
  )
}
