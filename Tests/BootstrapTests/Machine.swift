import Findings
import Catalog
import Cluster
import Foundation
import Rendering
import TestSupport
import Testing
import YAML

@testable import Bootstrap

/// A throw-away copy of this machine with the files of a node's user-data on it, real loop devices for disks, and
/// stand-ins for systemd, Docker, the package tools (Commands) and the network (network.py).
///
/// A run begins as after a boot: nothing mounted, `/run` empty, the files of the earlier runs there.
final class Machine {
  /// Why machines cannot be made here, or nil.
  static let obstacle: String? = {
    guard geteuid() == 0 else { return "not root" }
    let commands = [
      "losetup", "mkfs.xfs", "mkfs.ext4", "mkswap", "sfdisk", "chattr", "git", "unshare", "ip", "curl",
      "/usr/bin/python3",
    ]
    for command in commands {
      guard shell("type \(command)").status == 0 else { return "\(command) is missing" }
    }
    // Not by a machine with our script on it: a fault there is to fail tests, not to skip them.
    let probe = shell(
      """
      folder=$(mktemp -d /var/tmp/kafka-node.XXXXXX) && truncate -s 1G $folder/disk &&
        disk=$(losetup -f --show $folder/disk) || exit
      bash \(tests)/machine.sh $folder <<< "mkfs.xfs -q $disk && mount $disk /mnt && chattr +i /srv && chattr -i /srv"
      status=$?
      losetup -d $disk
      rm -r $folder
      exit $status
      """
    )
    return probe.status == 0 ? nil : "no loop devices, overlayfs, name spaces or xfs: \(probe.output)"
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

    /// SHA-256 of the blocks that are not zero and their places; holes of the file take no time.
    var checksum: String {
      shell(
        """
        /usr/bin/python3 - \(image) <<'END'
        import hashlib, os, sys
        file, place, size = os.open(sys.argv[1], os.O_RDONLY), 0, os.path.getsize(sys.argv[1])
        checksum = hashlib.sha256()
        zeros = bytes(1 << 20)
        while place < size:
            try:
                place = os.lseek(file, place, os.SEEK_DATA)
            except OSError:
                break
            end = os.lseek(file, place, os.SEEK_HOLE)
            while place < end:
                data = os.pread(file, min(end - place, len(zeros)), place)
                if data != zeros[:len(data)]:
                    for start in range(0, len(data), 4096):
                        block = data[start:start + 4096]
                        if block != zeros[:len(block)]:
                            checksum.update(b"%d:" % (place + start) + block)
                place += len(data)
        print(checksum.hexdigest())
        END
        """
      ).output
    }
  }

  /// Makes what the finished step `disk` makes.
  static let makeOurs = "mkfs.xfs -qL kafka-data -m uuid=$uuid $disk"

  /// Puts a file into the file system on `$disk`.
  static let fill = "m=$(mktemp -d); mount -o nouuid $disk $m; echo data > $m/topic; sync; umount $m; rmdir $m"

  /// How every message of a stop at the disk ends.
  static let again = "then: systemctl restart kafka-node"

  /// Three brokers that need nothing but DNS.
  static let plain = """
    release: 5.3.1
    nodes: {count: 3, host: 'kafka-{id}.example.internal'}
    services: [zookeeper, broker]
    data: {owner: 12345}
    instance: {type: m4.large, memory: 8g}
    """
  /// Three brokers that use every step there is.
  static let complete = """
    release: 5.3.1
    nodes:
    - {id: 1, host: kafka-1.example.internal, address: 10.0.0.1}
    - {id: 2, host: kafka-2.example.internal, address: 10.0.0.2}
    - {id: 3, host: kafka-3.example.internal, address: 10.0.0.3}
    listeners:
    - {name: PLAINTEXT, port: 29092, advertise: local-ipv4}
    services: [zookeeper, broker, kafka-manager]
    data: {owner: 12345}
    instance: {type: m4.large, memory: 8g}
    """

  /// Three brokers that call AWS at boot.
  static let delivered = """
    release: 5.3.1
    nodes: {count: 3, host: 'kafka-{id}.example.internal', zones: [eu-west-1a]}
    services: [zookeeper, broker]
    data: {owner: 12345}
    instance: {type: m4.large, memory: 8g}
    delivery: [terraform]
    route53: {zone_id: Z0123456789}
    lifecycle_hook: true
    """

  /// The cluster, which each machine has for itself: XFS mounts no two volumes of one UUID.
  let cluster: String
  private let folder: String
  private let environment: String
  private var disks: [Disk] = []

  /// The UUID of the data volume of the node, broker 1.
  var uuid: String {
    let sum = shell("sha256sum <<< '\(cluster) 1'").output
    var digits = sum.makeIterator()
    return [8, 4, 4, 4, 12].map { String((0..<$0).compactMap { _ in digits.next() }) }.joined(separator: "-")
  }

  init(_ settings: [String: String] = [:], profile: String = Machine.plain, cluster: String? = nil) throws {
    self.cluster = cluster ?? "c-\(UUID().uuidString.prefix(8).lowercased())"
    folder = shell("mktemp -d /var/tmp/kafka-node.XXXXXX").output.trimmingCharacters(in: .newlines)
    let files = try userDataFiles(profile: "cluster: \(self.cluster)\n\(profile)")
    environment = files["/etc/kafka-node/node.env"] ?? ""
    for (path, content) in files { try write(content, to: path) }
    try set(settings)
    try write("localhost:9092 (id: 1 rack: null) -> (\n", to: "/brokers")
    try write("", to: "/compose-version")
    try write("", to: "/disks")
    shell("chmod 755 \(folder)/upper/usr/sbin/kafka-node; cp -r \(tests)/Commands \(folder)/upper/commands")
  }

  deinit {
    shell("chattr -R -i \(folder)/upper; losetup -d \(disks.map(\.device).joined(separator: " ")); rm -rf \(folder)")
  }

  /// Writes the node's settings: those of its user-data, what a test's machine needs, and these.
  ///
  /// Without a WAIT nothing is tried twice.
  func set(_ settings: [String: String]) throws {
    let all = [
      "DEVICE": "/mapping/sdf", "VOLUME_SIZE": "1", "REPOSITORY": "file:///repository", "COMMIT": "",
      "WAIT": "0",
      "PLUGIN_URL": "http://169.254.169.254/compose", "PLUGIN_SHA256_x86_64": Self.pluginChecksum,
      "PLUGIN_SHA256_aarch64": Self.pluginChecksum,
    ].merging(settings) { $1 }
    try write(environment + all.map { "\($0)='\($1)'\n" }.joined(), to: "/etc/kafka-node/node.env")
  }

  /// Of the file that network.py gives as the compose plugin.
  private static let pluginChecksum = String(shell("echo a plugin | sha256sum").output.prefix(64))

  /// Gives the machine a network.
  func connect() throws { try write(String(contentsOfFile: tests + "/network.py", encoding: .utf8), to: "/network.py") }

  func write(_ text: String, to path: String, adding: Bool = false) throws {
    let file = URL(fileURLWithPath: folder + "/upper" + path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let before = adding ? (try? String(contentsOf: file, encoding: .utf8)) ?? "" : ""
    try (before + text).write(to: file, atomically: false, encoding: .utf8)
  }

  /// Puts a bash script in the place of a command.
  func replace(_ command: String, by script: String) throws {
    try write("#!/bin/bash\n\(script)\n", to: "/commands/\(command)")
    shell("chmod 755 \(folder)/upper/commands/\(command)")
  }

  /// Makes a disk of 1 GiB, lets `content` write to it (`$disk`; `$uuid` is that of our volume), and attaches it under an
  /// EC2 name, for which udev makes a link.
  @discardableResult
  func attach(
    _ content: String = "",
    as name: String? = "sdf",
    model: String = "Amazon Elastic Block Store",
    listed: Bool = true
  ) throws -> Disk {
    let image = "\(folder)/disk-\(disks.count)"
    let made = shell(
      """
      set -e
      uuid=\(uuid)
      image=\(image)
      truncate -s 1G $image
      disk=$(losetup -fP --show --direct-io=on $image)
      echo $disk
      { \(content.isEmpty ? ":" : content); partx -u $disk; } > /dev/null 2>&1 || :
      """
    )
    let disk = Disk(device: made.output.trimmingCharacters(in: .newlines), image: image)
    disks.append(disk)
    if listed { try list(disk, model: model) }
    if let name { shell("mkdir -p \(folder)/upper/mapping; ln -sfn \(disk.device) \(folder)/upper/mapping/\(name)") }
    return disk
  }

  /// Lets `lsblk` show the disk, as a device node of another name where Xen would give it one.
  func list(_ disk: Disk, as node: String? = nil, model: String = "Amazon Elastic Block Store") throws {
    let file = FileHandle(forWritingAtPath: folder + "/upper/disks")
    file?.seekToEndOfFile()
    file?.write(Data("\(node ?? disk.device) disk 1073741824 \(model)\n".utf8))
    if let node {
      let made = "\(folder)/upper\(node)"
      shell("mkdir -p $(dirname \(made)); mknod \(made) b $(stat -c '0x%t 0x%T' \(disk.device))")
    }
  }

  /// Tells through the NVMe controller under which EC2 name the disk is attached.
  func name(_ disk: Disk, _ name: String) throws {
    try write("\(disk.device) \(name)\n", to: "/controllers", adding: true)
  }

  /// Takes the file from under the disk, so that every read of it is an I/O error.
  func breakDisk(_ disk: Disk) { shell("truncate -s 0 \(disk.image)") }

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

/// The script of a profile's cluster, with all that an upstream file needs.
func script(profile: String) throws -> Script {
  Script(of: try #require(decide(Source(name: "test", text: profile)).cluster), hasUpstreamFile: true)
}

/// The files, by path, that the user-data of a profile's first launch writes.
func userDataFiles(profile: String) throws -> [String: String] {
  let source = Source(name: "test", text: profile)
  let base = try #require(decide(source).cluster?.base)
  // The script is readable where the document is packed as a whole, and an upstream file brings a step more.
  let (rendering, diagnostics) = render(
    source,
    upstream: Source(name: "docker-compose.yml", bytes: base.yamlBytes),
    encoding: .gzip
  )
  let launch = try #require(rendering?.launches[0], "\(diagnostics)")
  let tree = try parsed(String(decoding: launch.document, as: UTF8.self))
  let files = tree.mapping?["write_files"]?.sequence ?? []
  return Dictionary(
    uniqueKeysWithValues: files.compactMap { file in
      guard let path = file.mapping?["path"]?.scalar, let content = file.mapping?["content"]?.scalar else { return nil }
      return (path.text, content.text)
    }
  )
}

private func parsed(_ text: String) throws -> Node {
  var diagnostics = Diagnostics()
  return try #require(Node.parse(Source(name: "test", text: text), into: &diagnostics), "\(diagnostics)")
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
