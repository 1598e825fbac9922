import Profile
import TestSupport
import Testing

/// What is known of mount options.
struct MountOptionTests {
  @Test(arguments: [
    "defaults,noatime,nofail", "nofail,allocsize=64k,logbufs=8,logbsize=256k", "nofail,allocsize=1g,logbsize=32768",
    "nofail,x-systemd.device-timeout=1min30s,x-systemd.mount-timeout=infinity", "rw,discard,largeio,inode64,nofail",
    "nofail,prjquota,sunit=128,swidth=512", "nofail,comment=ours,x-ours.note=a", "nofail,x-systemd.growfs",
  ])
  func `options of xfs, mount and systemd that leave the volume as it is`(_ options: String) throws {
    #expect(try profile(minimal + "data: {options: '\(options)'}\n").data.options.value == options)
  }

  @Test(arguments: [
    ("ro", "Kafka could write nothing"), ("noauto", "the volume would not be mounted at boot"),
    ("bind", "it mounts something else than the volume"), ("remount", "it mounts something else than the volume"),
    ("user", "whoever is on the node could unmount the volume"),
    ("x-systemd.automount", "the mount point would look mounted before the volume is there"),
    ("x-systemd.makefs", "systemd would format the volume; the boot step `disk` does this work"),
    ("x-initrd.mount", "the volume would be waited for before the system is up"),
    ("norecovery", "what the last writes left in the log would be missing, and xfs allows it with `ro` only"),
    ("nouuid", "xfs would take a second volume with the UUID of the first"),
    ("logdev=/dev/sdg", "the volume was made without a log elsewhere"),
    ("rtdev=/dev/sdg", "the volume was made without a realtime part"),
    ("nobarrier", "xfs doesn't have it, and the volume would not be mounted"),
    ("errors=remount-ro", "xfs doesn't have it, and the volume would not be mounted"),
    ("X-mount.subdir=a", "it mounts something else than the volume"),
    ("X-mount.idmap=a", "Kafka's files would belong to somebody else"),
  ])
  func `an option that would harm is refused at its place, with the reason`(_ option: String, _ reason: String) {
    let name = option.prefix { $0 != "=" }
    expect(
      minimal + "data: {options: 'nofail,«\(option)»,noatime'}\n",
      gives: .error("refused-option", "`data.options` has `\(name)`, which is refused", help: reason)
    )
  }

  @Test(arguments: [
    ("noatme", "noatime"), ("nofial", "nofail"), ("x-systemd.device-timeuot=30", "x-systemd.device-timeout"),
    ("alocsize=64k", "allocsize"), ("NOATIME", "noatime"),
  ])
  func `a misspelt option is told the right one`(_ option: String, _ right: String) {
    let name = option.prefix { $0 != "=" }
    expect(
      minimal + "data: {options: «\(option)»}\n",
      gives: .error(
        "unknown-option",
        "`data.options` has `\(name)`, which no manual has",
        help: "did you mean `\(right)`?"
      )
    )
  }

  @Test(arguments: ["_netdev", "context=system_u:object_r:a:s0", "x-systemd.requires=a.service", "zz-top", "ikeep"])
  func `an option that isn't judged is passed on, and that is said`(_ option: String) {
    let name = option.prefix { $0 != "=" }
    expect(
      minimal + "data: {options: 'nofail,«\(option)»'}\n",
      gives: .warning(
        "unchecked-option",
        "`\(name)` in `data.options` is passed on unchecked",
        help:
          "see that mount(8) or xfs(5) of the node's system has it: with one that xfs doesn't know nothing is mounted"
      )
    )
  }

  private static let none = "write it without `=`"
  private static let time = "write a time, such as 30s, behind `=`"
  private static let buffers = "write a whole number from 2 to 8, behind `=`"
  private static let size = "write a power of two from 16k to 256k, such as 16k, behind `=`"

  @Test(arguments: [
    ("noatime=1", "`noatime` in `data.options` takes no value", none),
    ("logbufs", "`logbufs` in `data.options` has no value", buffers),
    ("logbufs=", "`logbufs` in `data.options` is ``", buffers),
    ("logbufs=9", "`logbufs` in `data.options` is `9`", buffers),
    ("logbufs=1", "`logbufs` in `data.options` is `1`", buffers),
    ("logbsize=24k", "`logbsize` in `data.options` is `24k`", size),
    ("logbsize=8k", "`logbsize` in `data.options` is `8k`", size),
    ("logbsize=512k", "`logbsize` in `data.options` is `512k`", size),
    ("logbsize=99999999999g", "`logbsize` in `data.options` is `99999999999g`", size),
    ("x-systemd.device-timeout=soon", "`x-systemd.device-timeout` in `data.options` is `soon`", time),
    ("x-systemd.device-timeout=3parsecs", "`x-systemd.device-timeout` in `data.options` is `3parsecs`", time),
  ])
  func `an option with a value that it can't have`(_ option: String, _ message: String, _ help: String) {
    expect(
      minimal + "data: {options: \"nofail,«\(option)»\"}\n",
      gives: .error("bad-option", message, help: help)
    )
  }
}
