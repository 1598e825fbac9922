import Text

/// An EC2 instance type with the facts that the plan of a node needs; all that are known are Nitro (Amazon EC2 user guide,
/// "Instances built on the AWS Nitro System").
package struct InstanceType: Sendable {
  /// Its memory in MiB.
  package let memory: Int
  /// Its processors' architecture.
  package let architecture: Architecture
}

extension InstanceType {
  /// MiB of memory of the size `large` in each family; EC2 doubles it from size to size, and `Nxlarge` has 2N of it.
  ///
  /// Families in which that rule has an exception are left out: a profile that uses one says `memory` itself.
  /// Source: the instance type pages of the Amazon EC2 user guide.
  private static let families: [String: Int] = [
    "t3": 8192, "t3a": 8192, "t4g": 8192,
    "m5": 8192, "m5a": 8192, "m5ad": 8192, "m5d": 8192, "m5dn": 8192, "m5n": 8192, "m5zn": 8192,
    "m6a": 8192, "m6g": 8192, "m6gd": 8192, "m6i": 8192, "m6id": 8192, "m6idn": 8192, "m6in": 8192,
    "m7a": 8192, "m7g": 8192, "m7gd": 8192, "m7i": 8192, "m7i-flex": 8192, "m8g": 8192,
    "c5": 4096, "c5a": 4096, "c5ad": 4096, "c5d": 4096,
    "c6a": 4096, "c6g": 4096, "c6gd": 4096, "c6gn": 4096, "c6i": 4096, "c6id": 4096, "c6in": 4096,
    "c7a": 4096, "c7g": 4096, "c7gd": 4096, "c7gn": 4096, "c7i": 4096, "c7i-flex": 4096, "c8g": 4096,
    "r5": 16384, "r5a": 16384, "r5ad": 16384, "r5b": 16384, "r5d": 16384, "r5dn": 16384, "r5n": 16384,
    "r6a": 16384, "r6g": 16384, "r6gd": 16384, "r6i": 16384, "r6id": 16384, "r6idn": 16384, "r6in": 16384,
    "r7a": 16384, "r7g": 16384, "r7gd": 16384, "r7i": 16384, "r7iz": 16384, "r8g": 16384,
    "i3en": 16384, "i4g": 16384, "i4i": 16384,
  ]

  /// The type of that name, such as `m5.large`; nil when it isn't known.
  package static func named(_ name: String) -> InstanceType? {
    let parts = name.split(at: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let large = families[String(parts[0])], let memory = memory(of: parts[1], large: large)
    else { return nil }
    return InstanceType(memory: memory, architecture: architecture(of: name))
  }

  /// The sizes that most families have, by memory.
  private static let commonSizes = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge"]

  /// The names that most families have, by family and size: what is offered where a type is to be written.
  package static let commonNames: [String] = families.keys.sorted().flatMap { family in
    commonSizes.map { "\(family).\($0)" }
  }

  /// The common types of a family by memory, the smallest first; none when the family isn't known.
  package static func sizes(of family: String) -> [(name: String, memory: Int)] {
    commonSizes.compactMap { size in
      let name = "\(family).\(size)"
      return named(name).map { (name, $0.memory) }
    }
  }

  /// The architecture of the type of that name, also of one that isn't known.
  ///
  /// A `g` after the generation's digit marks Amazon's own Arm processors, as in `m6g`, `c7gn` and `t4g`; the first of
  /// them, `a1`, is older than that rule.
  package static func architecture(of name: String) -> Architecture {
    let family = name.before(".")
    let marks = family.utf8.drop { !$0.isDigit }.drop { $0.isDigit }
    return marks.first == UInt8(ascii: "g") || family == "a1" ? .aarch64 : .x86_64
  }

  private static func memory(of size: Substring, large: Int) -> Int? {
    switch size {
    case "nano": return large / 16
    case "micro": return large / 8
    case "small": return large / 4
    case "medium": return large / 2
    case "large": return large
    case "xlarge": return large * 2
    default:
      guard size.ends(with: "xlarge"), let count = Int(size.before("xlarge")), (2...48).contains(count)
      else { return nil }
      return large * 2 * count
    }
  }
}
