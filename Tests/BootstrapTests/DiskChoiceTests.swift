import Testing

/// Which disk is taken for the data volume.
@Suite(
  .enabled(if: Machine.obstacle == nil, "needs root, loop devices, overlayfs and xfsprogs: \(Machine.obstacle ?? "")")
)
struct DiskChoiceTests {
  @Test func `Without a disk the boot fails after its wait and says what to attach`() throws {
    let machine = try Machine()
    let run = try machine.run("kafka-node boot; echo status $?; ls -d /data; cat /etc/fstab; cat /calls")
    #expect(
      run.output.contains(
        "kafka-node: disk: error: no data volume: attach it as /mapping/sdf, \(Machine.again)\nstatus 1\n"
      ),
      "\(run.output)"
    )
    #expect(!run.output.contains("\n/data\n"))
    #expect(!run.output.contains(" /data xfs"))
    #expect(!run.output.contains(" up -d"))
  }

  @Test("A disk that is attached late is waited for", arguments: ["", Machine.makeOurs])
  func late(content: String) throws {
    let machine = try Machine(["WAIT": "20"])
    let disk = try machine.attach(content, as: nil, listed: false)
    let run = try machine.run(
      """
      (/usr/bin/sleep 1; mkdir /mapping; ln -s \(disk.device) /mapping/sdf; echo \(disk.device) disk 1073741824 > /disks) &
      kafka-node disk; blkid -p \(disk.device)
      """
    )
    #expect(run.output.contains("LABEL=\"kafka-data\""), "\(run.output)")
  }

  @Test func `The only unused disk of the size is taken where nothing tells its name`() throws {
    let machine = try Machine()
    let disk = try machine.attach(as: nil)
    let run = try machine.run("kafka-node disk; blkid -p \(disk.device)")
    #expect(run.output.contains("LABEL=\"kafka-data\""), "\(run.output)")
  }

  @Test func `The only unused disk is not taken before the whole wait is over`() throws {
    let machine = try Machine(["WAIT": "20"])
    let other = try machine.attach(as: nil)
    let disk = try machine.attach(as: nil, listed: false)
    let before = other.checksum
    let run = try machine.run(
      """
      (/usr/bin/sleep 2; mkdir /mapping; ln -s \(disk.device) /mapping/sdf; echo \(disk.device) disk 1073741824 >> /disks) &
      kafka-node disk; blkid -p \(disk.device)
      """
    )
    #expect(run.output.contains("LABEL=\"kafka-data\""), "\(run.output)")
    #expect(other.checksum == before)
  }

  @Test func `A disk of another size than the profile's is not taken without a name`() throws {
    let machine = try Machine(["VOLUME_SIZE": "100"])
    let disk = try machine.attach(as: nil)
    let before = disk.checksum
    let run = try machine.run("kafka-node disk")
    #expect(
      run.output.hasSuffix(
        "error: no data volume: attach it as /mapping/sdf; \(disk.device) has 1024 MiB, and data.volume.size is 100 GiB, "
          + "\(Machine.again)\n"
      ),
      "\(run.output)"
    )
    #expect(disk.checksum == before)
  }

  @Test func `Of two unused disks neither is touched and both are named`() throws {
    let machine = try Machine()
    let disks = [try machine.attach(as: nil), try machine.attach(as: nil)]
    let before = disks.map(\.checksum)
    let run = try machine.run("kafka-node disk")
    #expect(run.status == 1)
    #expect(
      run.output.hasSuffix(
        "kafka-node: disk: error: several disks could be it, so all untouched: \(disks[0].device) \(disks[1].device); "
          + "attach the right one as /mapping/sdf or detach the others, \(Machine.again)\n"
      ),
      "\(run.output)"
    )
    #expect(disks.map(\.checksum) == before)
  }

  @Test func `Of two disks with our UUID, as after a snapshot, neither is taken`() throws {
    let machine = try Machine()
    let disks = [try machine.attach(Machine.makeOurs), try machine.attach(Machine.makeOurs, as: "sdg")]
    let run = try machine.run("kafka-node boot; cat /etc/fstab")
    #expect(
      run.output.contains(
        "so all untouched: \(disks[0].device) \(disks[1].device); detach all but one, \(Machine.again)\n"
      ),
      "\(run.output)"
    )
    #expect(!run.output.contains(" /data xfs"))
  }

  @Test("The UUID decides before the mapping name", arguments: [nil, "sdg"])
  func uuidDecides(name: String?) throws {
    let machine = try Machine()
    let ours = try machine.attach(Machine.makeOurs, as: name)
    let mapped = try machine.attach()
    let before = mapped.checksum
    let run = try machine.run("kafka-node mount; findmnt -no SOURCE /data")
    #expect(run.output.hasSuffix("\(ours.device)\n"), "\(run.output)")
    #expect(mapped.checksum == before)
  }

  @Test("The mapping name, which is a link, decides between unused disks", arguments: ["sdf", "xvdf"])
  func mapping(name: String) throws {
    let machine = try Machine()
    let other = try machine.attach(as: nil)
    let mapped = try machine.attach(as: name)
    let before = other.checksum
    let run = try machine.run("kafka-node disk && blkid -p \(mapped.device)")
    #expect(run.output.contains("LABEL=\"kafka-data\""), "\(run.output)")
    #expect(other.checksum == before)
  }

  @Test(
    "A disk that is attached under another name is never the data volume, also as the only one",
    arguments: [
      "link sdg", "link xvdg", "link xvdb", "controller sdg", "controller /dev/sdg", "controller xvdba", "tool",
    ]
  )
  func otherName(source: String) throws {
    let machine = try Machine()
    let name = source.split(separator: " ").last.map(String.init) ?? ""
    let disk = try machine.attach(as: source.hasPrefix("link") ? name : nil)
    if source.hasPrefix("controller") { try machine.name(disk, name) }
    if source == "tool" { try machine.replace("ebsnvme-id", by: "[ \"$*\" = '-b \(disk.device)' ] && echo sdg") }
    let before = disk.checksum
    let run = try machine.run("kafka-node disk")
    #expect(
      run.output.contains(
        "error: no data volume: attach it as /mapping/sdf; \(disk.device) is attached as sd"
      ),
      "\(run.output)"
    )
    #expect(run.status == 1)
    #expect(disk.checksum == before)
  }

  @Test func `A disk under two names is not taken for one of them`() throws {
    let machine = try Machine()
    let disk = try machine.attach()
    try machine.name(disk, "sdg")
    let before = disk.checksum
    #expect(try machine.run("kafka-node disk").status == 1)
    #expect(disk.checksum == before)
  }

  @Test func `While only another volume is there, the data volume is waited for`() throws {
    let machine = try Machine(["WAIT": "20"])
    let other = try machine.attach(as: "sdg")
    let disk = try machine.attach(as: nil, listed: false)
    let before = other.checksum
    try machine.name(disk, "/dev/sdf")
    let run = try machine.run(
      "(/usr/bin/sleep 2; echo \(disk.device) disk 1073741824 >> /disks) & kafka-node disk; blkid -p \(disk.device)"
    )
    #expect(run.output.contains("LABEL=\"kafka-data\""), "\(run.output)")
    #expect(other.checksum == before)
  }

  @Test("Two volumes without links are told by their controllers", arguments: ["sdf", "/dev/sdf", "xvdf"])
  func controllers(name: String) throws {
    let machine = try Machine()
    let other = try machine.attach(as: nil)
    let disk = try machine.attach(as: nil)
    try machine.name(other, "sdg")
    try machine.name(disk, name)
    let before = other.checksum
    let run = try machine.run("kafka-node disk; blkid -p \(disk.device)")
    #expect(run.output.contains("LABEL=\"kafka-data\""), "\(run.output)")
    #expect(other.checksum == before)
  }

  /// Takes the ioctl for the kernel, reads the command as linux/nvme_ioctl.h has it and answers it.
  private static let kernel = """
    import ctypes, fcntl, os

    class Command(ctypes.Structure):
        _fields_ = [("opcode", ctypes.c_uint8), ("flags", ctypes.c_uint8), ("rsvd1", ctypes.c_uint16)] + [
            (name, ctypes.c_uint32) for name in ("nsid", "cdw2", "cdw3")] + [
            ("metadata", ctypes.c_uint64), ("addr", ctypes.c_uint64)] + [(name, ctypes.c_uint32) for name in (
                "metadata_len data_len cdw10 cdw11 cdw12 cdw13 cdw14 cdw15 timeout_ms result".split())]

    def ioctl(file, request, argument):
        command = Command.from_buffer_copy(argument)
        # _IOWR('N', 0x41, struct nvme_admin_cmd)
        assert request == 3 << 30 | ctypes.sizeof(Command) << 16 | ord("N") << 8 | 0x41
        assert (command.opcode, command.cdw10, command.data_len, len(argument)) == (6, 1, 4096, 72)
        names = dict(line.split() for line in open("/names"))
        name = names[os.readlink("/proc/self/fd/%d" % file)].encode().ljust(32)
        ctypes.memmove(command.addr, bytes(3072) + name + bytes(992), 4096)

    fcntl.ioctl = ioctl

    """

  @Test func `Without nvme-cli the controllers are asked through Python`() throws {
    let machine = try Machine()
    let other = try machine.attach(as: nil)
    let disk = try machine.attach(as: nil)
    try machine.replace("nvme", by: "exit 127")
    try machine.write("\(other.device) sdg\n\(disk.device) sdf\n", to: "/names")
    try machine.write(Self.kernel, to: "/python/sitecustomize.py")
    let before = other.checksum
    let run = try machine.run("export PYTHONPATH=/python; kafka-node disk; blkid -p \(disk.device)")
    #expect(run.output.contains("LABEL=\"kafka-data\""), "\(run.output)")
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
    let used = try machine.attach(kind.make, as: nil, model: kind.model)
    let blank = try machine.attach(as: nil)
    let before = used.checksum
    let run = try machine.run("disk=\(used.device); \(kind.use); kafka-node disk; blkid -p \(blank.device)")
    #expect(run.output.contains("LABEL=\"kafka-data\""), "\(run.output)")
    #expect(used.checksum == before || kind.use != ":")
  }

  @Test func `A disk with something on top is in use`() throws {
    let machine = try Machine()
    let used = try machine.attach(as: nil)
    let blank = try machine.attach(as: nil)
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
    "A disk that can't be read stops the step: it may be the broker's, and a blank one would get its UUID",
    arguments: [nil, "sdf", "sdg"]
  )
  func unreadable(name: String?) throws {
    let machine = try Machine()
    let blank = try machine.attach(as: name == "sdf" ? nil : "sdf")
    let ours = try machine.attach(Machine.makeOurs, as: name)
    machine.breakDisk(ours)
    let before = blank.checksum
    let run = try machine.run("kafka-node disk")
    #expect(run.status == 1)
    #expect(
      run.output.hasSuffix(
        "kafka-node: disk: error: can't be read, so no disk is touched: \(ours.device); see dmesg, then mend or detach it, "
          + "\(Machine.again)\n"
      ),
      "\(run.output)"
    )
    #expect(blank.checksum == before)
  }

  @Test func `A disk that can't be read does not keep the broker's own from being used`() throws {
    let machine = try Machine()
    try machine.attach(Machine.makeOurs)
    machine.breakDisk(try machine.attach(as: "sdg"))
    #expect(try machine.run("kafka-node mount").status == 0)
  }

  @Test func `A disk that can't be read for a moment is waited for`() throws {
    let machine = try Machine(["WAIT": "20"])
    let disk = try machine.attach()
    try machine.replace("sleep", by: "echo x >> /pauses; exec /usr/bin/sleep 0.2")
    try machine.replace(
      "dd",
      by: "[[ $* != *of=/dev/null* || $(cat /pauses 2> /dev/null | wc -l) -ge 2 ]] || exit 1; exec /usr/bin/dd \"$@\""
    )
    let run = try machine.run("kafka-node disk; blkid -p \(disk.device)")
    #expect(run.output.contains("LABEL=\"kafka-data\""), "\(run.output)")
  }

  // On Xen a disk is called /dev/xvdf, without model and serial.
  @Test func `On Xen a disk under another name is not taken, though it has no model`() throws {
    let machine = try Machine()
    let disk = try machine.attach(as: nil, listed: false)
    try machine.list(disk, as: "/mapping/xvdb", model: "")
    let before = disk.checksum
    let run = try machine.run("kafka-node disk")
    #expect(run.output.contains("/mapping/xvdb is attached as sdb, "), "\(run.output)")
    #expect(disk.checksum == before)
  }

  @Test(
    "On Xen the metadata service tells whether the disk under the name is an instance store",
    arguments: [
      (["ebs1": "sdf"], "kafka-node: disk: done\n"), (["ephemeral0": "sdb"], "kafka-node: disk: done\n"),
      (["ephemeral0": "sdb", "ephemeral1": "sdf"], "/mapping/xvdf is an instance store, empty after a stop: "),
      (["ephemeral0": "xvdf"], "/mapping/xvdf is an instance store, empty after a stop: "),
      ([:], "the instance metadata service does not answer, so /mapping/xvdf is untouched\n"),
    ]
  )
  func xen(kind: (mapping: [String: String], told: String)) throws {
    let machine = try Machine()
    let disk = try machine.attach(as: nil, listed: false)
    try machine.list(disk, as: "/mapping/xvdf", model: "")
    try machine.connect()
    for (name, device) in kind.mapping { try machine.write(device, to: "/metadata/block-device-mapping/\(name)") }
    let before = disk.checksum
    let run = try machine.run("kafka-node disk")
    #expect(run.output.contains(kind.told), "\(run.output)")
    #expect((disk.checksum == before) == (run.status != 0))
  }

  @Test func `On Xen no disk is formatted where the profile names a Nitro type, since no instance store is looked for`()
    throws
  {
    let machine = try Machine(profile: Machine.plain.replacing("m4.large, memory: 8g", with: "m5.large"))
    let disk = try machine.attach(as: nil, listed: false)
    try machine.list(disk, as: "/mapping/xvdf", model: "")
    let before = disk.checksum
    let run = try machine.run("kafka-node disk")
    #expect(
      run.output.hasSuffix(
        "/mapping/xvdf may be an instance store, for this is no Nitro instance: set its instance.type, and render again\n"
      )
    )
    #expect(disk.checksum == before)
  }

  @Test func `No disk is touched where the volume is still to be claimed`() throws {
    let machine = try Machine(profile: Machine.delivered)
    let disk = try machine.attach()
    let before = disk.checksum
    let run = try machine.run("kafka-node disk")
    #expect(run.output == "kafka-node: disk: error: no volume is claimed yet: kafka-node boot\n")
    #expect(disk.checksum == before)
  }
}
