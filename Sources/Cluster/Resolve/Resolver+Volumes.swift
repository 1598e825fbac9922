import Findings
import Text
import Catalog
import Profile
import Services

/// EBS volumes and how they are mounted.
extension Resolver {
  /// The limits of EBS volume types (EC2 API, EbsBlockDevice).
  mutating func checkVolume(_ volume: Profile.Volume) {
    let findings = diagnostics.count
    let type = volume.type.value
    let sizes = ["gp3": 1...65_536, "gp2": 1...16_384, "io1": 4...16_384, "io2": 4...65_536, "st1": 125...16_384]
    if let range = sizes[type], !range.contains(volume.size.value) {
      diagnostics.error(
        "volume-size",
        "a volume of type \(type) can't have \(volume.size.value) GiB",
        at: volume.size.mark ?? volume.type.mark,
        help: "use \(range.lowerBound) to \(range.upperBound) GiB"
      )
    }
    let operations = ["gp3": 3_000...80_000, "io1": 100...64_000, "io2": 100...256_000]
    switch (operations[type], volume.iops) {
    case (nil, let iops?):
      diagnostics.error(
        "volume-iops",
        "a volume of type \(type) takes no `iops`",
        at: iops.mark,
        help: "remove it, or use gp3"
      )
    case (let range?, let iops?) where !range.contains(iops.value):
      diagnostics.error(
        "volume-iops",
        "a volume of type \(type) can't have \(iops.value) IOPS",
        at: iops.mark,
        help: "use \(range.lowerBound) to \(range.upperBound)"
      )
    case (_, nil) where type.begins(with: "io"):
      diagnostics.error(
        "volume-iops",
        "a volume of type \(type) needs `iops`",
        at: volume.type.mark,
        help: "add it, or use gp3"
      )
    default: break
    }
    if let throughput = volume.throughput, type != "gp3" {
      diagnostics.error(
        "volume-throughput",
        "a volume of type \(type) takes no `throughput`",
        at: throughput.mark,
        help: "remove it, or use gp3"
      )
    }
    if diagnostics.count == findings { checkRatios(volume) }
  }

  /// What a volume's size and IOPS allow (Amazon EBS user guide, "Amazon EBS General Purpose SSD volumes" and
  /// "Provisioned IOPS SSD volumes"): gp3 has 3,000 IOPS at any size.
  mutating func checkRatios(_ volume: Profile.Volume) {
    let type = volume.type.value
    let ratios = ["gp3": 500, "io1": 50, "io2": 1_000]
    let size = volume.size.value
    if let ratio = ratios[type], let iops = volume.iops, iops.value > 3_000 || type != "gp3", iops.value > ratio * size
    {
      diagnostics.error(
        "volume-iops",
        "a volume of type \(type) with \(size) GiB can't have \(iops.value) IOPS",
        at: iops.mark,
        help: "use up to \(ratio * size), which is \(ratio) for each GiB, or make it larger"
      )
    }
    let operations = volume.iops?.value ?? 3_000
    if type == "gp3", let throughput = volume.throughput, throughput.value * 4 > operations {
      diagnostics.error(
        "volume-throughput",
        "a volume of type gp3 with \(operations) IOPS can't have \(throughput.value) MiB/s",
        at: throughput.mark,
        help: "give it \(throughput.value * 4) `iops`, four for each MiB/s, or use up to \(operations / 4)"
      )
    }
  }

  mutating func checkRootVolume() {
    let volume = profile.instance.rootVolume
    if volume.type.value == "st1" {
      diagnostics.error(
        "root-volume",
        "a volume of type st1 can't be a root volume",
        at: volume.type.mark,
        help: "use gp3"
      )
    } else if volume.size.value < 8 {
      diagnostics.error(
        "root-volume",
        "a root volume of \(volume.size.value) GiB is smaller than the machine image",
        at: volume.size.mark,
        help: "use 30, which has room for the images of every service"
      )
    }
  }

  mutating func checkMountOptions() {
    let options = profile.data.options
    if !options.value.split(at: ",").contains(where: { $0 == "nofail" }) {
      diagnostics.error(
        "no-nofail",
        "`data.options` has no `nofail`: without it a missing volume stops the boot before SSH is up",
        at: options.mark,
        help: "add it: \(options.value),nofail"
      )
    }
  }
}
