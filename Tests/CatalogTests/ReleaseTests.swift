import Catalog
import Testing

/// The facts about releases: those of each for itself, and what must hold between them.
@Suite struct ReleaseTests {
  @Test func `release 5.3.1`() throws {
    let release = try #require(Release.named("5.3.1"))
    #expect(release.kafkaVersion == "2.3.1" && release.zooKeeperVersion == "3.4.14")
    #expect(release.endOfSupport == "2022-07-19")
    #expect(release.checkout.repository == "https://github.com/confluentinc/examples")
    #expect(release.checkout.ref == "5.3.1-post" && release.checkout.directory == "cp-all-in-one")
    #expect(release.owner == Release.Owner(uid: 0, gid: 0))
    #expect(release.architectures == [.x86_64] && !release.readsLongUnderscores)
  }

  @Test func `release 7.9.6 runs in both modes, and its controllers tell the wrong name`() throws {
    let release = try #require(Release.named("7.9.6"))
    #expect(release.kafkaVersion == "3.9" && release.zooKeeperVersion == "3.8.4" && release.line.isSupported)
    #expect(release.modes == [.kraft, .zookeeper] && release.controllerAddress == .containerName)
    #expect(release.nextWithVoterAddress?.version == "7.9.7")
    #expect(release.checkout.repository == "https://github.com/confluentinc/cp-all-in-one")
    #expect(release.checkout.ref == "7.9.6-post" && release.checkout.directory == "cp-all-in-one-community")
    #expect(release.owner == Release.Owner(uid: 1000, gid: 1000))
    #expect(release.architectures == [.x86_64, .aarch64] && release.readsLongUnderscores)
  }

  @Test func `release 8.3.0 knows no ZooKeeper`() throws {
    let release = try #require(Release.named("8.3.0"))
    #expect(release.kafkaVersion == "4.3" && release.zooKeeperVersion == nil && release.modes == [.kraft])
    #expect(release.controllerAddress == .voter && release.hasShareGroups)
  }

  @Test func `every patch that has a branch is known, newest first`() {
    #expect(Release.all.count == 241)
    #expect(Release.all.map(\.number) == Release.all.map(\.number).sorted(by: >))
    #expect(Release.all.first?.version == "8.3.0" && Release.all.last?.version == "5.3.1")
  }

  @Test(arguments: Release.all) func `every release has the commit of its branch, by its full id`(_ release: Release) {
    let commit = release.commit ?? ""
    #expect(commit.utf8.count == 40 && commit.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
  }

  @Test(arguments: [
    ("5.3.1", "22c78d174b0974e79910890866965fffd55caa52"), ("5.4.11", "1f2ae21ded4485f4736ca1359c0543189245f4b6"),
    ("7.7.0", "e403c1b50d3e1dcd1f64abc3d9e140e003c19b33"), ("8.3.0", "61c0275eb401df0e1aeadb193411bb24b1a850ff"),
  ])
  func `the commit of a branch`(_ version: String, _ commit: String) {
    #expect(Release.named(version)?.commit == commit)
  }

  @Test(arguments: [
    ("5.3.3", false), ("5.3.4", true), ("5.4.2", false), ("5.4.3", true), ("5.5.1", false), ("5.5.2", true),
    ("6.0.0", true),
  ])
  func `images that know how to write a hyphen in a variable`(_ version: String, _ knows: Bool) {
    #expect(Release.named(version)?.readsLongUnderscores == knows)
  }

  @Test(arguments: [
    ("7.8.9", Release.ControllerAddress.voter, nil), ("7.9.0", .containerName, "7.9.7"), ("7.9.7", .voter, nil),
    ("8.0.4", .containerName, "8.0.5"), ("8.1.2", .containerName, "8.1.3"), ("8.2.0", .containerName, "8.2.1"),
  ])
  func `patches whose controllers tell the name of their container`(
    _ version: String,
    _ address: Release.ControllerAddress,
    _ next: String?
  ) throws {
    let release = try #require(Release.named(version))
    #expect(release.controllerAddress == address)
    if let next { #expect(release.nextWithVoterAddress?.version == next) }
    #expect(release.knownFaults.contains { $0.description.contains("voters list") } == (address == .containerName))
  }

  @Test(arguments: Release.all) func `what holds between the facts of every release`(_ release: Release) {
    #expect(Release.named(release.version)?.version == release.version)
    #expect(release.modes.contains(.zookeeper) == (release.zooKeeperVersion != nil))
    #expect(release.checkout.ref == "\(release.version)-post")
    #expect(release.owner.uid == (release.number.major < 6 ? 0 : 1000))
  }

  @Test(arguments: ["", "5.3", "5.3.10", "latest", "5.3.01", "5.3.1.0", "8.4.0", "7.6.13", "5.3.0"])
  func `a release that isn't known`(_ version: String) {
    #expect(Release.named(version) == nil)
  }

  @Test(arguments: [
    ("confluentinc/cp-kafka:5.3.1", "cp-kafka"), ("cp-kafka", "cp-kafka"), ("a.example:5000/b/cp-kafka:1", "cp-kafka"),
    ("a.example:5000/cp-kafka", "cp-kafka"), ("a/cp-kafka@sha256:01", "cp-kafka"), ("a/b:1@sha256:01", "b"),
    ("${REPOSITORY}/cp-server:${TAG}", "cp-server"), ("", ""), ("/", ""), (":1", ""),
  ])
  func `an image has the same name in every registry`(_ reference: String, _ name: String) {
    #expect(ImageReference(reference).name == name)
  }

  @Test(arguments: [
    "confluentinc/cp-enterprise-kafka:5.3.1", "mirror.example/cp-server:7.0.1", "confluentinc/cp-server@sha256:01",
    "confluentinc/cp-enterprise-control-center:5.3.1", "cnfldemos/cp-server-connect-datagen:0.2.0-5.4.0",
  ])
  func `images that need a licence`(_ image: String) {
    #expect(Release.named("5.3.1")?.isLicensed(image) == true)
  }
}
