/// A fault of some patches that someone who runs them should know of, with what to do about it.
package struct KnownFault: Sendable {
  /// What is wrong.
  package let description: String
  /// What this program does about it, or what to do.
  package let remedy: String
  private let patches: [ClosedRange<Version>]

  private init(_ patches: ClosedRange<Version>..., description: String, remedy: String) {
    self.patches = patches
    self.description = description
    self.remedy = remedy
  }

  /// The faults of a release.
  package static func of(_ version: Version) -> [KnownFault] {
    all.filter { fault in fault.patches.contains { $0.contains(version) } }
  }

  private static let all = [
    // `listeners` in cub.py of github.com/confluentinc/confluent-docker-utils, and in cmd/ub/ub.go of cp-docker-utils.
    KnownFault(
      Version(8, 1, 0)...Version(8, 3, 0),
      description: "the image derives KAFKA_LISTENERS without the listeners' names, which Kafka can't read",
      remedy: "KAFKA_LISTENERS is always written"
    ),
    // github.com/confluentinc/kafka-images issue 448.
    KnownFault(
      Version(8, 1, 0)...Version(8, 1, 0),
      description: "Connect's start-up check has a faulty class path",
      remedy: "use 8.1.1 or later for Connect"
    ),
    // KafkaConfig.scala of github.com/confluentinc/kafka at v7.9.0; KAFKA-18281.
    KnownFault(
      Version(7, 9, 0)...Version(7, 9, 0),
      description: "a controller listener on 0.0.0.0 is refused",
      remedy: "it is written with an empty host"
    ),
    // The tags of github.com/confluentinc/kafka from v7.9.0 on; KAFKA-20380.
    KnownFault(
      Version(7, 9, 0)...Version(7, 9, 6),
      Version(8, 0, 0)...Version(8, 0, 4),
      Version(8, 1, 0)...Version(8, 1, 2),
      Version(8, 2, 0)...Version(8, 2, 0),
      description: "a controller tells the others its container's host name instead of its address in the voters list",
      remedy: "the container that has the controller gets the node's host name"
    ),
    // docker-compose.yml of branches 5.5.2-post to 5.5.9-post.
    KnownFault(
      Version(5, 5, 2)...Version(5, 5, 9),
      description: "the branch's compose file names images 5.5.10",
      remedy: "the images of the release itself are used"
    ),
    // docker-compose.yml and .env of branches 5.4.1-post to 5.4.11-post.
    KnownFault(
      Version(5, 4, 1)...Version(5, 4, 11),
      description: "the branch's compose file names images by ${REPOSITORY} and ${TAG}, from a file outside its folder",
      remedy: "the images are written out"
    ),
    // bash-config and the run scripts of cp-docker-images v5.3.1 and common-docker v5.4.0.
    KnownFault(
      Version(5, 3, 1)...Version(5, 3, 3),
      Version(5, 4, 0)...Version(5, 4, 2),
      Version(5, 5, 0)...Version(5, 5, 0),
      description: "the images print their variables at start, but for those with PASSWORD or JAAS_CONFIG in them",
      remedy: "put no other secrets into `environment`"
    ),
    // configure of cp-docker-images v5.3.1 against v5.3.2, debian/kafka-connect-base.
    KnownFault(
      Version(5, 3, 1)...Version(5, 3, 1),
      description: "Connect's image stops without the two INTERNAL converters",
      remedy: "they are set"
    ),
  ]
}
