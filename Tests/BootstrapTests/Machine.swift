import Foundation

/// A throw-away copy of this machine with `kafka-node` on it, real loop devices for disks, and stand-ins for systemd,
/// Docker and the network (Commands).
///
/// A run begins as after a boot: nothing mounted, `/run` empty, the files of the earlier runs there.
final class Machine {
  /// Why machines cannot be made here, or nil.
  static let obstacle: String? = {
    guard geteuid() == 0 else { return "not root" }
    for command in ["losetup", "mkfs.xfs", "mkfs.ext4", "mkswap", "sfdisk", "chattr", "git", "unshare"] {
      guard shell("type \(command)").status == 0 else { return "\(command) is missing" }
    }
    do {
      let machine = try Machine()
      try machine.attach()
      guard try machine.run("kafka-node disk").status == 0 else { return "no loop devices, overlay or xfs" }
    } catch {
      return "no loop devices"
    }
    return nil
  }()

  struct Run {
    let status: Int32
    /// What the script printed, to both streams.
    let output: String
  }

  /// A loop device and the file behind it.
  struct Disk {
    let device: String
    let image: String

    var checksum: String { shell("sha256sum < \(image)").output }
  }

  private let folder: String
  private var disks: [Disk] = []

  init(_ settings: [String: String] = [:]) throws {
    folder = shell("mktemp -d /var/tmp/kafka-node.XXXXXX").output.trimmingCharacters(in: .newlines)
    try set(settings)
    try write("services: {}\n", to: "/etc/kafka-node/docker-compose.yml")
    try write("localhost:9092 (id: 1 rack: null) -> (\n", to: "/brokers")
    try write("", to: "/compose-version")
    try write("", to: "/disks")
    try write(assembledScript, to: "/usr/local/sbin/kafka-node")
    shell("chmod 755 \(folder)/upper/usr/local/sbin/kafka-node; cp -r \(tests)/Commands \(folder)/upper/commands")
  }

  deinit {
    shell("chattr -R -i \(folder)/upper; losetup -d \(disks.map(\.device).joined(separator: " ")); rm -rf \(folder)")
  }

  /// Writes the node's settings: the usual ones, and these.
  func set(_ settings: [String: String]) throws {
    let all = Self.settings.merging(settings) { $1 }
    try write(all.map { "\($0)='\($1)'\n" }.joined(), to: "/etc/kafka-node/node.env")
  }

  private static let settings = [
    "CLUSTER": "prod", "BROKER_ID": "1", "BROKER_IDS": "1 2 3", "DEVICE": "/mapping/sdf", "MOUNT": "/data",
    "FILESYSTEM_LABEL": "kafka-data", "FSTAB_OPTIONS": "defaults,noatime,nofail", "OWNER": "12345:12345",
    "DATA_DIRECTORIES": "zk-data zk-txn-logs kafka-data", "REPOSITORY": "file:///repository", "REF": "5.3.1-post",
    "COMMIT": "", "DIRECTORY": "cp-all-in-one", "PACKAGES": "", "COMPOSE_VERSION": "2.32.4",
    "COMPOSE_SHA256_X86_64": pluginChecksum, "COMPOSE_SHA256_AARCH64": pluginChecksum,
    "BOOTSTRAP": "kafka-1.example.internal:29092", "WAIT": "1",
    "ZOOKEEPER_CONNECT": "kafka-1:2181,kafka-2:2181", "KAFKA_MANAGER_URL": "http://localhost:9000",
    "STEPS": "packages identity disk mount directories checkout compose secrets start verify",
  ]

  /// Of the file that the stand-in for curl gives as the compose plugin.
  private static let pluginChecksum = String(shell("echo a plugin | sha256sum").output.prefix(64))

  func write(_ text: String, to path: String) throws {
    let file = URL(fileURLWithPath: folder + "/upper" + path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: false, encoding: .utf8)
  }

  /// Makes a disk of 320 MiB, lets `content` write to it (`$disk`), and attaches it.
  @discardableResult
  func attach(_ content: String = "", model: String = "Amazon Elastic Block Store", listed: Bool = true) throws -> Disk {
    let image = "\(folder)/disk-\(disks.count)"
    let made = shell(
      """
      set -e
      truncate -s 320M \(image)
      disk=$(losetup -fP --show \(image))
      echo $disk
      { \(content.isEmpty ? ":" : content); partx -u $disk; } > /dev/null 2>&1 || :
      """)
    let disk = Disk(device: made.output.trimmingCharacters(in: .newlines), image: image)
    disks.append(disk)
    if listed { try list(disk, model: model) }
    return disk
  }

  /// Lets `lsblk` show the disk.
  func list(_ disk: Disk, model: String = "Amazon Elastic Block Store") throws {
    let file = FileHandle(forWritingAtPath: folder + "/upper/disks")
    file?.seekToEndOfFile()
    file?.write(Data("\(disk.device) 335544320 \(model)\n".utf8))
  }

  /// Makes the repository with one commit on the branch 5.3.1-post, and gives the commit.
  @discardableResult
  func makeRepository(at path: String = "/repository") throws -> String {
    shell(
      """
      set -e
      git init -q -b 5.3.1-post \(folder)/work-tree
      cd \(folder)/work-tree
      mkdir cp-all-in-one
      echo 'version: "2"' > cp-all-in-one/docker-compose.yml
      git add -A
      git -c user.name=x -c user.email=x@example.com commit -qm x
      git clone -q --bare . \(folder)/upper\(path)
      git rev-parse HEAD
      """
    ).output.trimmingCharacters(in: .newlines)
  }

  /// Runs a bash script on the machine.
  func run(_ script: String) throws -> Run {
    shell("bash \(tests)/machine.sh \(folder)", input: script)
  }
}

/// Tests/BootstrapTests.
let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
/// Sources/Bootstrap/Steps.
let steps = URL(fileURLWithPath: tests + "/../../Sources/Bootstrap/Steps").standardized.path

/// The steps' files, in the order of the script.
let parts = [
  "common", "packages", "identity", "hosts", "disk", "mount", "directories", "checkout", "compose", "secrets",
  "instance-metadata", "start", "verify", "kafka-manager", "status", "main",
]

/// All parts as one script, by the rule of the assembler: without first lines and shellcheck directives.
let assembledScript = assemble(parts)

func assemble(_ parts: [String]) -> String {
  var script = "#!/bin/bash\n"
  for part in parts {
    let text = (try? String(contentsOfFile: "\(steps)/\(part).sh", encoding: .utf8)) ?? ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().dropLast()
    where !line.hasPrefix("# shellcheck") {
      script += line + "\n"
    }
  }
  return script
}

/// Runs a bash script here.
@discardableResult
func shell(_ script: String, input: String = "") -> Machine.Run {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/bin/bash")
  process.arguments = ["-c", script]
  let output = Pipe()
  let standardInput = Pipe()
  process.standardOutput = output
  process.standardError = output
  process.standardInput = standardInput
  do {
    try process.run()
  } catch {
    return Machine.Run(status: -1, output: "\(error)")
  }
  standardInput.fileHandleForWriting.write(Data(input.utf8))
  standardInput.fileHandleForWriting.closeFile()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return Machine.Run(status: process.terminationStatus, output: String(decoding: data, as: UTF8.self))
}
