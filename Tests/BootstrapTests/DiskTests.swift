import Testing

/// Which disk is taken, and what may be done to it.
@Suite(
  .enabled(if: Machine.obstacle == nil, "needs root, loop devices, overlayfs and xfsprogs: \(Machine.obstacle ?? "")")
)
struct DiskTests {
  @Test func `A blank disk becomes xfs with the broker's UUID and the label`() throws {
    let machine = try Machine()
    let disk = try machine.attach()
    let run = try machine.run("kafka-node disk && blkid -p -o export -s LABEL -s UUID -s TYPE \(disk.device)")
    #expect(run.status == 0)
    #expect(run.output.hasSuffix("\nLABEL=kafka-data\nUUID=\(machine.uuid)\nTYPE=xfs\n"), "\(run.output)")
  }

  // Were it another one day, no broker would find its volume again.
  @Test(
    "Every broker's volume has a UUID of its own that never changes",
    arguments: [
      ("prod", "1", "865880d3-9e71-019c-c6ff-4e224d989eaa"), ("prod", "2", "bca43970-9793-6710-601a-296075886c8c"),
      ("prod", "11", "af1773b2-c828-4d46-6c3f-569e4793c67e"), ("dev", "1", "4fad887c-79c6-f10e-dfa6-0c73c637c38e"),
    ]
  )
  func uuid(broker: (cluster: String, id: String, uuid: String)) throws {
    let machine = try Machine(["BROKER_ID": broker.id], cluster: broker.cluster)
    let disk = try machine.attach()
    let run = try machine.run("kafka-node disk && blkid -p -o value -s UUID \(disk.device)")
    #expect(run.output.hasSuffix("\n\(broker.uuid)\n"), "\(run.output)")
  }

  @Test func `udev is told of the new file system, or systemd would not know its UUID`() throws {
    let machine = try Machine()
    let disk = try machine.attach()
    let run = try machine.run("kafka-node disk; cat /calls")
    #expect(run.output.contains("udevadm trigger --name-match=\(disk.device)\nudevadm settle\n"))
  }

  @Test func `Our own volume is left as it is`() throws {
    let machine = try Machine()
    let disk = try machine.attach(Machine.makeOurs)
    let before = disk.checksum
    #expect(try machine.run("kafka-node disk; kafka-node disk").status == 0)
    #expect(disk.checksum == before)
  }

  @Test(
    "A disk that is neither blank nor ours is refused and untouched",
    arguments: [
      (
        "another broker's volume", "mkfs.xfs -qL kafka-data -m uuid=11111111-2222-3333-4444-555555555555 $disk",
        #"LABEL="kafka-data""#
      ),
      ("xfs made by hand", "mkfs.xfs -q $disk", #"TYPE="xfs""#),
      ("ext4", "mkfs.ext4 -q $disk", #"TYPE="ext4""#),
      ("swap", "mkswap $disk", #"TYPE="swap""#),
      ("GPT with a partition", "echo 'start=2048, size=9999' | sfdisk -X gpt $disk", #"PTTYPE="gpt""#),
      ("empty GPT", "echo label: gpt | sfdisk $disk", #"PTTYPE="gpt""#),
      ("empty MBR", "echo label: dos | sfdisk $disk", #"PTTYPE="dos""#),
      ("bytes of no known format", "echo data | dd of=$disk bs=1 seek=1000000", "untouched: "),
      ("one byte at the end of the first MiB", "echo -n x | dd of=$disk bs=1 seek=1048575", "untouched: "),
      (
        "two formats at once",
        "\(Machine.makeOurs); mkfs.ext4 -q $image-2 9M; dd if=$image-2 of=$disk bs=1k skip=1 seek=1 count=1 conv=notrunc",
        "untouched: "
      ),
      ("half an xfs of somebody else", "printf XFSB | dd of=$disk conv=notrunc", "untouched: "),
    ]
  )
  func refuses(content: (name: String, make: String, told: String)) throws {
    let machine = try Machine()
    let disk = try machine.attach(content.make, listed: false)
    let before = disk.checksum
    let run = try machine.run(
      "mkdir /mapping; ln -s \(disk.device) /mapping/sdf; kafka-node boot; echo status $?; cat /etc/fstab"
    )
    let error = run.output.split(separator: "\n").last { $0.hasPrefix("kafka-node: disk: error: ") }
    #expect(
      error?.contains("\(disk.device) is neither blank nor xfs \(machine.uuid), so untouched: ") == true,
      "\(run.output)"
    )
    #expect(error?.contains(content.told) == true, "\(run.output)")
    #expect(run.output.contains("\nstatus 1\n"))
    #expect(!run.output.contains(" /data xfs"))
    #expect(disk.checksum == before)
  }

  @Test("A disk of which a part cannot be read is not blank", arguments: ["wipefs", "cmp", "blkid"])
  func unreadable(command: String) throws {
    let machine = try Machine()
    let disk = try machine.attach()
    try machine.replace(command, by: "exit 1")
    let before = disk.checksum
    #expect(try machine.run("kafka-node disk").status == 1)
    #expect(disk.checksum == before)
  }

  @Test func `Without a disk the boot fails after its wait and says what to attach`() throws {
    let machine = try Machine()
    let run = try machine.run("kafka-node boot; echo status $?; ls -d /data; cat /etc/fstab; cat /calls")
    #expect(run.output.contains("kafka-node: disk: error: no data volume: attach it as /mapping/sdf\nstatus 1\n"))
    #expect(!run.output.contains("\n/data\n"))
    #expect(!run.output.contains(" /data xfs"))
    #expect(!run.output.contains(" up -d"))
  }

  @Test("A disk that is attached late is waited for", arguments: ["", Machine.makeOurs])
  func late(content: String) throws {
    let machine = try Machine(["WAIT": "20"])
    let disk = try machine.attach(content, listed: false)
    let run = try machine.run(
      "(/usr/bin/sleep 1; echo \(disk.device) disk 335544320 EBS > /disks) & kafka-node disk; blkid -p \(disk.device)"
    )
    #expect(run.output.contains("LABEL=\"kafka-data\""))
  }

  @Test func `Of two unused disks neither is touched and both are named`() throws {
    let machine = try Machine()
    let disks = [try machine.attach(), try machine.attach()]
    let before = disks.map(\.checksum)
    let run = try machine.run("kafka-node disk")
    #expect(run.status == 1)
    let message = "kafka-node: disk: error: several disks could be it, so all untouched:"
    #expect(run.output.hasSuffix("\(message) \(disks[0].device) \(disks[1].device)\n"))
    #expect(disks.map(\.checksum) == before)
  }

  @Test func `Of two disks with our UUID, as after a snapshot, neither is taken`() throws {
    let machine = try Machine()
    let disks = [try machine.attach(Machine.makeOurs), try machine.attach(Machine.makeOurs)]
    let run = try machine.run("kafka-node boot; cat /etc/fstab")
    #expect(run.output.contains("so all untouched: \(disks[0].device) \(disks[1].device)\n"))
    #expect(!run.output.contains(" /data xfs"))
  }

  @Test func `The UUID decides before the mapping name`() throws {
    let machine = try Machine()
    let ours = try machine.attach(Machine.makeOurs)
    let mapped = try machine.attach()
    let before = mapped.checksum
    let run = try machine.run(
      "mkdir /mapping; ln -s \(mapped.device) /mapping/sdf; kafka-node mount; findmnt -no SOURCE /data"
    )
    #expect(run.output.hasSuffix("\(ours.device)\n"))
    #expect(mapped.checksum == before)
  }

  @Test("The mapping name, which is a link, decides between unused disks", arguments: ["sdf", "xvdf"])
  func mapping(name: String) throws {
    let machine = try Machine()
    let other = try machine.attach()
    let mapped = try machine.attach()
    let before = other.checksum
    let run = try machine.run(
      "mkdir /mapping; ln -s \(mapped.device) /mapping/\(name); kafka-node disk && blkid -p \(mapped.device)"
    )
    #expect(run.output.contains("LABEL=\"kafka-data\""))
    #expect(other.checksum == before)
  }

  @Test(
    "A disk in use is not taken for the data volume",
    arguments: [
      ("instance store", "", "Amazon EC2 NVMe Instance Storage", ":"),
      ("instance store as udev may write it", "", "Amazon_EC2_NVMe_Instance_Storage", ":"),
      ("a partition", "echo 'start=2048, size=9999' | sfdisk -X gpt $disk", "EBS", ":"),
      ("a mount", "mkfs.ext4 -q $disk", "EBS", "mount $disk /mnt"),
      ("a mount of our own making, were it another's", "mkfs.xfs -qL kafka-mkfs $disk", "EBS", "mount $disk /mnt"),
    ]
  )
  func inUse(kind: (name: String, make: String, model: String, use: String)) throws {
    let machine = try Machine()
    let used = try machine.attach(kind.make, model: kind.model)
    let blank = try machine.attach()
    let before = used.checksum
    let run = try machine.run("disk=\(used.device); \(kind.use); kafka-node disk; blkid -p \(blank.device)")
    #expect(run.output.contains("LABEL=\"kafka-data\""), "\(run.output)")
    #expect(used.checksum == before || kind.use != ":")
  }

  @Test func `A disk with something on top is in use`() throws {
    let machine = try Machine()
    let used = try machine.attach()
    let blank = try machine.attach()
    let run = try machine.run("echo \(used.device) > /held; kafka-node disk; blkid -p \(blank.device)")
    #expect(run.output.contains("LABEL=\"kafka-data\""), "\(run.output)")
  }

  @Test(
    "What is no disk, or has no medium, is passed over",
    arguments: ["/dev/zram0 disk 0", "/dev/sr0 rom 1048576", "/dev/loop0 loop 9"]
  )
  func noDisk(line: String) throws {
    let machine = try Machine()
    try machine.attach()
    #expect(try machine.run("echo \(line) >> /disks; kafka-node disk").status == 0)
  }

  @Test(
    "A format that a power cut ended is begun again",
    arguments: [
      ("the text alone", "echo kafka-mkfs | dd of=$disk"),
      ("the text and other blocks", "mkfs.xfs -qL kafka-mkfs $disk; echo kafka-mkfs | dd of=$disk conv=notrunc"),
      (
        "the superblock and not all blocks",
        "mkfs.xfs -qL kafka-mkfs $disk; dd if=/dev/zero of=$disk bs=1k seek=1 count=99"
      ),
      ("all but UUID and label", "mkfs.xfs -qL kafka-mkfs $disk"),
    ]
  )
  func begun(state: (name: String, make: String)) throws {
    let machine = try Machine()
    try machine.attach(state.make)
    let run = try machine.run("kafka-node mount && findmnt -no LABEL,FSTYPE,UUID /data")
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.hasSuffix("\(machine.uuid)\n"), "\(run.output)")
  }

  @Test(
    "An mkfs that is killed at any of its writes is completed by the next run",
    .enabled(if: shell("strace -qq true").status == 0, "needs strace"),
    arguments: [1, 2, 3, 4, 5, 7, 11, 23]
  )
  func killedMkfs(write: Int) throws {
    let machine = try Machine()
    let disk = try machine.attach()
    try machine.replace(
      "mkfs.xfs",
      by:
        "exec strace -qqo /trace -e trace=pwrite64 -e inject=pwrite64:signal=KILL:when=\(write) /usr/sbin/mkfs.xfs \"$@\""
    )
    let first = try machine.run("kafka-node disk")
    #expect(first.status == 1)
    #expect(first.output.hasSuffix("kafka-node: disk: error: no xfs on \(disk.device)\n"), "\(first.output)")
    let second = try machine.run("rm /commands/mkfs.xfs; kafka-node mount && findmnt -no LABEL,FSTYPE /data")
    #expect(second.output.hasSuffix("kafka-data xfs\n"), "\(second.output)")
  }

  @Test("A UUID that cannot be set is a failure, and no harm", arguments: ["exit 1", "exit 0"])
  func uuidFails(script: String) throws {
    let machine = try Machine()
    try machine.attach()
    try machine.replace("xfs_admin", by: script)
    let run = try machine.run(
      "kafka-node boot; echo status $?; cat /etc/fstab; umount /data; rm /commands/xfs_admin; kafka-node mount; echo status $?"
    )
    #expect(run.output.contains(/error: (no xfs on .*|.data is not xfs .*)\nstatus 1\n/), "\(run.output)")
    #expect(!run.output.contains("defaults,noatime,nofail 0 2"))
    #expect(run.output.hasSuffix("\nstatus 0\n"), "\(run.output)")
  }

  @Test("No step of the format goes on after one that failed", arguments: ["disk", "mount"])
  func formatFails(step: String) throws {
    let machine = try Machine()
    let disk = try machine.attach()
    try machine.replace("dd", by: "exit 1")
    let before = disk.checksum
    #expect(try machine.run("kafka-node \(step)").status == 1)
    #expect(disk.checksum == before)
  }

  // fstab and Docker go by the UUID, so they use a volume from the moment on that it has ours.
  @Test func `What has our UUID is never formatted, even when its label says that mkfs was going on`() throws {
    let machine = try Machine()
    let disk = try machine.attach(
      "mkfs.xfs -qL kafka-mkfs -m uuid=$uuid $disk; m=$(mktemp -d); mount $disk $m; echo data > $m/topic; umount $m; rmdir $m"
    )
    let before = disk.checksum
    #expect(try machine.run("kafka-node disk").status == 0)
    #expect(disk.checksum == before)
  }

  @Test func `mkfs is never forced`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.replace("mkfs.xfs", by: "echo \"mkfs.xfs $*\" >> /calls; exec /usr/sbin/mkfs.xfs \"$@\"")
    let run = try machine.run("kafka-node disk; grep mkfs.xfs /calls")
    #expect(run.output.contains("\nmkfs.xfs -qL kafka-mkfs "))
    #expect(!run.output.contains(" -f"))
  }
}
