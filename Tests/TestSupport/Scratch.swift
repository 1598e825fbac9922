package import Foundation

/// How a process ended, and what it wrote.
package struct Outcome: Equatable {
  /// The exit code, or the number of the signal that ended it.
  package let status: Int32
  /// Standard output.
  package let bytes: Data
  /// Standard error.
  package let errors: String

  /// Makes an outcome to compare with.
  package init(status: Int32, bytes: Data, errors: String) {
    self.status = status
    self.bytes = bytes
    self.errors = errors
  }

  /// Standard output as text.
  package var output: String { String(decoding: bytes, as: UTF8.self) }
}

/// A folder with the shipped profiles in `profiles`, in which the real program runs; it is removed at the end of the test.
package final class Scratch {
  package let url: URL
  private var runs = 0

  /// The checkout that the tests were built from.
  package static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The program, which the build puts beside the tests; `make test` names the one that is released instead.
  package static var program: String {
    if let program = ProcessInfo.processInfo.environment["KAFKA_CLOUD_INIT"] { return program }
    #if os(macOS)
      let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
      return tests.bundleURL.deletingLastPathComponent().appending(path: "kafka-cloud-init").path
    #else
      return Bundle.main.bundleURL.appending(path: "kafka-cloud-init").path
    #endif
  }

  package init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString, directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: Self.checkout.appending(path: "profiles"),
      to: url.appending(path: "profiles")
    )
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  /// Writes a file, with the folders that lead to it.
  package func write(_ text: String, to path: String) throws { try write(Data(text.utf8), to: path) }

  /// Writes a file, with the folders that lead to it.
  package func write(_ data: Data, to path: String) throws {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  package func data(_ path: String) throws -> Data { try Data(contentsOf: url.appending(path: path)) }

  package func read(_ path: String) throws -> String { String(decoding: try data(path), as: UTF8.self) }

  /// Runs the program.
  package func run(
    _ arguments: [String],
    input: Data = Data(),
    environment: [String: String] = [:],
    in folder: String = ""
  ) throws -> Outcome {
    try execute([Self.program] + arguments, input: input, environment: environment, in: folder)
  }

  /// Runs a script of bash, in which `$PROGRAM` is the program.
  package func shell(_ script: String, environment: [String: String] = [:]) throws -> Outcome {
    try execute(["/bin/bash", "-c", script], environment: environment)
  }

  /// Runs a command, with its output in files, so that no pipe can fill up.
  package func execute(
    _ command: [String],
    input: Data = Data(),
    environment: [String: String] = [:],
    in folder: String = ""
  ) throws -> Outcome {
    runs += 1
    let streams = url.appending(path: ".streams-\(runs)")
    try FileManager.default.createDirectory(at: streams, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: streams) }
    func file(_ name: String, _ data: Data = Data()) throws -> URL {
      let file = streams.appending(path: name)
      try data.write(to: file)
      return file
    }
    let (standardOutput, standardError) = (try file("output"), try file("errors"))
    let process = Process()
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.currentDirectoryURL = url.appending(path: folder)
    process.environment = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "",
      "HOME": url.path,
      "LC_ALL": "C.UTF-8",
      "TERM": "dumb",
      "PROGRAM": Self.program,
    ].merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: file("input", input))
    process.standardOutput = try FileHandle(forWritingTo: standardOutput)
    process.standardError = try FileHandle(forWritingTo: standardError)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus,
      bytes: try Data(contentsOf: standardOutput),
      errors: String(decoding: try Data(contentsOf: standardError), as: UTF8.self)
    )
  }

  // MARK: What is there

  /// Everything below a folder by its path in it: a file's content, a link's target, or "folder".
  package func tree(_ folder: String) throws -> [String: Data] {
    var tree: [String: Data] = [:]
    let root = url.appending(path: folder).path
    for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
      let full = "\(root)/\(path)"
      switch try FileManager.default.attributesOfItem(atPath: full)[.type] as? FileAttributeType {
      case .typeDirectory?: tree[path] = Data("folder".utf8)
      case .typeSymbolicLink?:
        tree[path] = Data("-> \(try FileManager.default.destinationOfSymbolicLink(atPath: full))".utf8)
      case .typeRegular?: tree[path] = try Data(contentsOf: URL(filePath: full))
      default: tree[path] = Data("special".utf8)
      }
    }
    return tree
  }

  /// The names in a folder, hidden ones too, in order.
  package func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.appending(path: folder).path).sorted()
  }

  package func exists(_ path: String) -> Bool {
    (try? FileManager.default.attributesOfItem(atPath: url.appending(path: path).path)) != nil
  }
}

/// Whether a command ends well.
package func works(_ command: String) -> Bool {
  (try? Scratch().shell(command))?.status == 0
}

/// The machine's own Python has the modules of cloud-init, which is a Debian package.
package let hasCloudInit = works("cloud-init --version && /usr/bin/python3 -c 'import cloudinit.user_data, yaml'")

/// Whether strace can make a system call fail or be a process's last, which takes the right to trace.
package let canInject = works("strace -o /dev/null -e inject=getcwd:error=EIO true")

/// Whether a file system can be mounted in a name space of its own, which takes root.
package let canMount = works("unshare --mount mount -t tmpfs tmpfs /mnt")

extension String {
  /// The text as a double-quoted scalar of YAML, in ASCII.
  package var quoted: String {
    "\""
      + unicodeScalars.map { character in
        let plain = (" "..."~").contains(character) && character != "\"" && character != "\\"
        let digits = String(character.value, radix: 16)
        return plain ? String(character) : "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }.joined() + "\""
  }
}
