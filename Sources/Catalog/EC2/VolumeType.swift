/// The types of EBS volumes that are fit for a broker's log, with what each can be (Amazon EBS user guide, "Amazon EBS
/// volume types").
package enum VolumeType: String, Sendable, CaseIterable {
  /// General purpose, with IOPS and throughput of their own.
  case gp3
  /// General purpose, whose IOPS follow from its size.
  case gp2
  /// Provisioned IOPS.
  case io1
  /// Provisioned IOPS, more durable.
  case io2
  /// Throughput optimised disks that turn.
  case st1

  /// The sizes that it can have, in GiB (EC2 API, EbsBlockDevice).
  package var sizes: ClosedRange<Int> {
    switch self {
    case .gp3: 1...65_536
    case .gp2: 1...16_384
    case .io1: 4...16_384
    case .io2: 4...65_536
    case .st1: 125...16_384
    }
  }

  /// The operations a second that can be asked of it; nil where they follow from its size (EC2 API, EbsBlockDevice).
  package var operations: ClosedRange<Int>? {
    switch self {
    case .gp3: 3_000...80_000
    case .io1: 100...64_000
    case .io2: 100...256_000
    case .gp2, .st1: nil
    }
  }

  /// The operations a second that it has when none are asked for; nil where they follow from its size, or must be asked
  /// for (Amazon EBS user guide, "General Purpose SSD volumes").
  package var standardOperations: Int? { self == .gp3 ? 3_000 : nil }

  /// Whether its operations a second must be asked for (EC2 API, EbsBlockDevice).
  package var needsOperations: Bool { operations != nil && standardOperations == nil }

  /// The most operations a second that can be asked for each GiB (Amazon EBS user guide, "General Purpose SSD volumes"
  /// and "Provisioned IOPS SSD volumes").
  package var operationsPerGiB: Int? {
    switch self {
    case .gp3: 500
    case .io1: 50
    case .io2: 1_000
    case .gp2, .st1: nil
    }
  }

  /// The operations a second that it takes to ask for a throughput of one MiB a second; nil where none can be asked for
  /// (Amazon EBS user guide, "General Purpose SSD volumes": 0.25 MiB/s for each operation).
  package var operationsPerMiB: Int? { self == .gp3 ? 4 : nil }

  /// Whether an instance can boot from it (Amazon EBS user guide, "Amazon EBS volume types").
  package var canBoot: Bool { self != .st1 }
}
