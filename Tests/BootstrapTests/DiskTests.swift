import Testing

/// Which disk is taken, and what may be done to it (reference: EC2 and cloud-init, 3.4).
@Suite(.enabled(if: Machine.obstacle == nil, "needs root, loop devices, overlayfs and xfsprogs: \(Machine.obstacle ?? "")"))
struct DiskTests {
  @Test func `A blank disk becomes xfs with the label`() throws {
    let machine = try Machine()
    let disk = try machine.attach()
    let run = try machine.run("kafka-node disk && blkid -p -s LABEL -s TYPE \(disk.device)")
    #expect(run.status == 0)
    #expect(run.output.contains("\(disk.device): LABEL=\"kafka-data\" TYPE=\"xfs\""))
  }

  @Test func `udev is told of the new file system, or systemd would not know its UUID`() throws {
    let machine = try Machine()
    let disk = try machine.attach()
    let run = try machine.run("kafka-node disk; cat /calls")
    #expect(run.output.contains("udevadm trigger --name-match=\(disk.device)\nudevadm settle\n"))
  }

  @Test func `Our own volume is left as it is`() throws {
    let machine = try Machine()
    let disk = try machine.attach("mkfs.xfs -qL kafka-data $disk")
    let before = disk.checksum
    #expect(try machine.run("kafka-node disk").status == 0)
    #expect(disk.checksum == before)
  }

  @Test(
    "A disk that is neither blank nor ours is refused and untouched",
    arguments: [
      ("xfs of another label", "mkfs.xfs -qL other $disk", #"LABEL="other""#),
      ("xfs made by hand", "mkfs.xfs -q $disk", #"TYPE="xfs""#),
      ("ext4 with our label", "mkfs.ext4 -qL kafka-data $disk", #"TYPE="ext4""#),
      ("ext4", "mkfs.ext4 -q $disk", #"TYPE="ext4""#),
      ("swap", "mkswap $disk", #"TYPE="swap""#),
      ("GPT with a partition", "echo 'start=2048, size=9999' | sfdisk -X gpt $disk", #"PTTYPE="gpt""#),
      ("empty GPT", "echo label: gpt | sfdisk $disk", #"PTTYPE="gpt""#),
      ("empty MBR", "echo label: dos | sfdisk $disk", #"PTTYPE="dos""#),
      ("bytes of no known format", "echo data | dd of=$disk bs=1 seek=1000000", "unknown data"),
      ("one byte at the end of the first MiB", "echo -n x | dd of=$disk bs=1 seek=1048575", "unknown data"),
      ("two formats at once", "mkswap $disk; printf XFSB | dd of=$disk conv=notrunc", "unknown data"),
      ("half an xfs of somebody else", "printf XFSB | dd of=$disk conv=notrunc", "untouched"),
    ])
  func refuses(content: (name: String, make: String, told: String)) throws {
    let machine = try Machine()
    let disk = try machine.attach(content.make, listed: false)
    let before = disk.checksum
    let run = try machine.run("mkdir /mapping; ln -s \(disk.device) /mapping/sdf; kafka-node boot")
    #expect(run.status == 1)
    let error = run.output.split(separator: "\n").last { $0.hasPrefix("kafka-node: error: disk: neither blank nor xfs kafka-data, so untouched") }
    #expect(error?.contains("\(disk.device): ") == true && error?.contains(content.told) == true, "\(run.output)")
    #expect(disk.checksum == before)
  }

  @Test func `A disk that cannot be read is not blank`() throws {
    let machine = try Machine()
    let disk = try machine.attach()
    try machine.write("#!/bin/bash\nexit 1\n", to: "/commands/wipefs")
    let before = disk.checksum
    let run = try machine.run("chmod 755 /commands/wipefs; kafka-node disk")
    #expect(run.status == 1)
    #expect(disk.checksum == before)
  }

  @Test func `The reason is kept for status`() throws {
    let machine = try Machine()
    let disk = try machine.attach("mkfs.ext4 -q $disk")
    let run = try machine.run("kafka-node boot 2> /dev/null; kafka-node status")
    #expect(run.output.contains("kafka-node: error: disk: neither blank nor xfs kafka-data, so untouched, attach another: \(disk.device): "))
  }

  @Test func `Without a disk the boot fails after its wait and says what to attach`() throws {
    let machine = try Machine()
    let run = try machine.run("kafka-node boot; echo status $?; ls -d /data; cat /etc/fstab")
    #expect(run.output.contains("kafka-node: error: disk: no data volume: attach it as /mapping/sdf\n"))
    #expect(run.output.contains("status 1\n"))
    #expect(!run.output.contains("\n/data\n"))
    #expect(!run.output.contains(" /data xfs"))
  }

  @Test func `A disk that is attached late is waited for`() throws {
    let machine = try Machine(["WAIT": "20"])
    let disk = try machine.attach(listed: false)
    let run = try machine.run(
      "(/usr/bin/sleep 2; echo \(disk.device) 335544320 EBS > /disks) & kafka-node disk; blkid -p \(disk.device)")
    #expect(run.output.contains("LABEL=\"kafka-data\""))
  }

  @Test func `Of two unused disks neither is touched and both are named`() throws {
    let machine = try Machine()
    let disks = [try machine.attach(), try machine.attach()]
    let before = disks.map(\.checksum)
    let run = try machine.run("kafka-node disk")
    #expect(run.status == 1)
    let message = "kafka-node: error: disk: which is the data volume? Detach the others, none is touched:"
    #expect(run.output.contains("\(message) \(disks[0].device) \(disks[1].device)\n"))
    #expect(disks.map(\.checksum) == before)
  }

  @Test func `Of two disks with our label neither is taken`() throws {
    let machine = try Machine()
    try machine.attach("mkfs.xfs -qL kafka-data $disk")
    try machine.attach("mkfs.xfs -qL kafka-data $disk")
    let run = try machine.run("kafka-node disk")
    #expect(run.output.contains("which is the data volume?"))
  }

  @Test func `The label decides before the mapping name`() throws {
    let machine = try Machine()
    let ours = try machine.attach("mkfs.xfs -qL kafka-data $disk")
    let mapped = try machine.attach()
    let before = mapped.checksum
    let run = try machine.run(
      "mkdir /mapping; ln -s \(mapped.device) /mapping/sdf; kafka-node mount; findmnt -no SOURCE /data")
    #expect(run.output.hasSuffix("\(ours.device)\n"))
    #expect(mapped.checksum == before)
  }

  @Test("The mapping name decides between unused disks", arguments: ["sdf", "xvdf"])
  func mapping(name: String) throws {
    let machine = try Machine()
    let other = try machine.attach()
    let mapped = try machine.attach()
    let before = other.checksum
    let run = try machine.run(
      "mkdir /mapping; ln -s \(mapped.device) /mapping/\(name); kafka-node disk && blkid -p \(mapped.device)")
    #expect(run.output.contains("LABEL=\"kafka-data\""))
    #expect(other.checksum == before)
  }

  @Test(
    "A disk in use is not taken for the data volume",
    arguments: [
      ("instance store", "", "Amazon EC2 NVMe Instance Storage", ":"),
      ("a partition", "echo 'start=2048, size=9999' | sfdisk -X gpt $disk", "EBS", ":"),
      ("a mount", "mkfs.ext4 -q $disk", "EBS", "mount $disk /mnt"),
    ])
  func inUse(kind: (name: String, make: String, model: String, use: String)) throws {
    let machine = try Machine()
    let used = try machine.attach(kind.make, model: kind.model)
    let blank = try machine.attach()
    let run = try machine.run("disk=\(used.device); \(kind.use); kafka-node disk; blkid -p \(blank.device)")
    #expect(run.output.contains("LABEL=\"kafka-data\""), "\(run.output)")
  }

  @Test func `A device without a medium is no disk`() throws {
    let machine = try Machine()
    try machine.attach()
    #expect(try machine.run("echo /dev/zram0 0 >> /disks; kafka-node disk").status == 0)
  }

  @Test(
    "A format that a power cut ended is begun again",
    arguments: [
      ("the text alone", "echo kafka-mkfs | dd of=$disk"),
      ("the text and other blocks", "mkfs.xfs -qL kafka-mkfs $disk; echo kafka-mkfs | dd of=$disk conv=notrunc"),
      ("the superblock and not all blocks", "mkfs.xfs -qL kafka-mkfs $disk; dd if=/dev/zero of=$disk bs=1k seek=1 count=99"),
      ("all but the label", "mkfs.xfs -qL kafka-mkfs $disk"),
    ])
  func begun(state: (name: String, make: String)) throws {
    let machine = try Machine()
    try machine.attach(state.make)
    let run = try machine.run("kafka-node mount && findmnt -no LABEL,FSTYPE /data")
    #expect(run.status == 0, "\(run.output)")
  }

  @Test func `mkfs is never forced`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.write("#!/bin/bash\necho \"mkfs.xfs $*\" >> /calls\nexec /usr/sbin/mkfs.xfs \"$@\"\n", to: "/commands/mkfs.xfs")
    let run = try machine.run("chmod 755 /commands/mkfs.xfs; kafka-node disk; grep mkfs.xfs /calls")
    #expect(run.output.contains("mkfs.xfs -qL kafka-mkfs /dev/loop"))
    #expect(!run.output.contains(" -f"))
  }
}
