import Catalog
import Testing

/// The facts about EBS volumes.
@Suite struct VolumeTypeTests {
  @Test(arguments: VolumeType.allCases)
  func `what can be asked of a volume is said of all its limits or of none`(_ type: VolumeType) {
    #expect((type.operations == nil) == (type.operationsPerGiB == nil))
    #expect(type.standardOperations.map { type.operations?.lowerBound == $0 } ?? true)
    #expect(type.operationsPerMiB == nil || type.standardOperations != nil)
  }

  @Test func `only volumes with provisioned IOPS must have them asked for`() {
    #expect(VolumeType.allCases.filter(\.needsOperations) == [.io1, .io2])
  }

  @Test func `no instance boots from a disk that turns`() {
    #expect(VolumeType.allCases.filter { !$0.canBoot } == [.st1])
  }
}
