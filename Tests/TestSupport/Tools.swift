import Foundation

/// A folder that is removed at the end of the test.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString, directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  /// Writes a file, with the folders that lead to it.
  func write(_ text: String, to path: String, isExecutable: Bool = false) throws {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    if isExecutable {
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    }
  }

  func read(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appending(path: path)), as: UTF8.self)
  }
}

/// How a process ended, and what it wrote to standard output and standard error.
struct Result: Equatable {
  let status: Int32
  let output: String
}

/// Whether a command is in `PATH`.
func isInstalled(_ command: String) -> Bool {
  (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(command)") }
}

/// Runs a command in a folder, which is its home; programs in its `bin` are found first.
func run(_ command: [String], in folder: TemporaryFolder) throws -> Result {
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
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  return Result(status: process.terminationStatus, output: String(decoding: data, as: UTF8.self))
}
