import Catalog
import Testing

/// The facts about instance types.
@Suite struct InstanceTypeTests {
  @Test(arguments: [
    ("t3.nano", 512), ("t3.micro", 1024), ("t3.small", 2048), ("t3.medium", 4096), ("t3.large", 8192),
    ("t3.2xlarge", 32_768), ("m5.large", 8192), ("m5.xlarge", 16_384), ("m5.4xlarge", 65_536), ("m5.8xlarge", 131_072),
    ("m5.12xlarge", 196_608), ("m5.24xlarge", 393_216), ("m5zn.3xlarge", 49_152), ("m5zn.6xlarge", 98_304),
    ("c5.large", 4096), ("c5.9xlarge", 73_728), ("c5.18xlarge", 147_456), ("c6i.32xlarge", 262_144),
    ("r5.large", 16_384), ("r5.16xlarge", 524_288), ("i3en.3xlarge", 98_304), ("m7a.medium", 4096),
    ("m7a.48xlarge", 786_432), ("m7i-flex.8xlarge", 131_072), ("i4i.16xlarge", 524_288), ("t4g.medium", 4096),
  ])
  func `the memory of a type in MiB, as EC2 gives it`(_ name: String, _ memory: Int) {
    #expect(InstanceType.named(name)?.memory == memory)
  }

  @Test(arguments: [
    "", ".", "m5", "m5.", ".large", "m5.large.x", "M5.large", "m5.Large", "m5.metal", "m5.xxlarge", "m5.0xlarge",
    "m5.1xlarge", "m5.49xlarge", "m5.-2xlarge", "m5.99999999999999999999xlarge", "i3.large", "x1e.xlarge",
    "p4d.24xlarge",
  ])
  func `a type outside the rule isn't guessed`(_ name: String) {
    #expect(InstanceType.named(name) == nil)
  }

  @Test(arguments: [
    ("m5.large", Architecture.x86_64), ("m7i-flex.large", .x86_64), ("g4dn.xlarge", .x86_64), ("g5.xlarge", .x86_64),
    ("m6g.large", .aarch64), ("m6gd.large", .aarch64), ("c7gn.large", .aarch64), ("t4g.nano", .aarch64),
    ("a1.large", .aarch64), ("x2gd.large", .aarch64), ("im4gn.large", .aarch64), ("is4gen.large", .aarch64),
    ("g5g.xlarge", .aarch64), ("hpc7g.4xlarge", .aarch64), ("hpc6a.48xlarge", .x86_64), ("inf2.xlarge", .x86_64),
  ])
  func `the letter behind the generation says whose processor it is`(_ name: String, _ architecture: Architecture) {
    #expect(InstanceType.architecture(of: name) == architecture)
  }
}
