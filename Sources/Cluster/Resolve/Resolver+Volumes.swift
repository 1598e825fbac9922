import Findings
import Text
import Catalog
import Profile
import Services

/// EBS volumes and how they are mounted.
extension Resolver {
  /// Sets what is asked of a volume against what its type can be.
  mutating func checkVolume(_ volume: Profile.Volume) {
    let findings = diagnostics.count
    let type = volume.type.value
    if !type.sizes.contains(volume.size.value) {
      diagnostics.error(
        "volume-size",
        "a volume of type \(type.rawValue) can't have \(volume.size.value) GiB",
        at: volume.size.mark ?? volume.type.mark,
        help: "use \(type.sizes.lowerBound) to \(type.sizes.upperBound) GiB"
      )
    }
    switch (type.operations, volume.iops) {
    case (nil, let iops?):
      diagnostics.error(
        "volume-iops",
        "a volume of type \(type.rawValue) takes no `iops`",
        at: iops.mark,
        help: "remove it, or use gp3"
      )
    case (let range?, let iops?) where !range.contains(iops.value):
      diagnostics.error(
        "volume-iops",
        "a volume of type \(type.rawValue) can't have \(iops.value) IOPS",
        at: iops.mark,
        help: "use \(range.lowerBound) to \(range.upperBound)"
      )
    case (_, nil) where type.needsOperations:
      diagnostics.error(
        "volume-iops",
        "a volume of type \(type.rawValue) needs `iops`",
        at: volume.type.mark,
        help: "add it, or use gp3"
      )
    default: break
    }
    if let throughput = volume.throughput, type.operationsPerMiB == nil {
      diagnostics.error(
        "volume-throughput",
        "a volume of type \(type.rawValue) takes no `throughput`",
        at: throughput.mark,
        help: "remove it, or use gp3"
      )
    }
    if diagnostics.count == findings { checkRatios(volume) }
  }

  /// What a volume's size and IOPS allow.
  mutating func checkRatios(_ volume: Profile.Volume) {
    let type = volume.type.value
    let size = volume.size.value
    // What a volume has at any size can be asked of every size.
    if let ratio = type.operationsPerGiB, let iops = volume.iops, iops.value > type.standardOperations ?? 0,
      iops.value > ratio * size
    {
      diagnostics.error(
        "volume-iops",
        "a volume of type \(type.rawValue) with \(size) GiB can't have \(iops.value) IOPS",
        at: iops.mark,
        help: "use up to \(ratio * size), which is \(ratio) for each GiB, or make it larger"
      )
    }
    if let ratio = type.operationsPerMiB, let throughput = volume.throughput,
      let operations = volume.iops?.value ?? type.standardOperations, throughput.value * ratio > operations
    {
      diagnostics.error(
        "volume-throughput",
        "a volume of type \(type.rawValue) with \(operations) IOPS can't have \(throughput.value) MiB/s",
        at: throughput.mark,
        help:
          "give it \(throughput.value * ratio) `iops`, four for each MiB/s, or use up to \(operations / ratio)"
      )
    }
  }

  mutating func checkRootVolume() {
    let volume = profile.instance.rootVolume
    if !volume.type.value.canBoot {
      diagnostics.error(
        "root-volume",
        "a volume of type \(volume.type.value.rawValue) can't be a root volume",
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
