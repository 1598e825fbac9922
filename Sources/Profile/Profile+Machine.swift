import Findings
import Text
import Catalog
import YAML

extension Reader {
  mutating func dataVolume(in top: Object) -> Profile.DataVolume {
    let object = section("data", in: top) ?? .empty(Schema.data, "data")
    return Profile.DataVolume(
      device: textOrDefault("device", in: object),
      mount: textOrDefault("mount", in: object),
      owner: owner(in: object),
      options: mountOptions("options", in: object),
      claim: boolean("claim", in: object),
      volume: volume("volume", in: object)
    )
  }

  /// A volume; all of it by default when anything in it is wrong, as its values are limited by each other.
  private mutating func volume(_ name: String, in parent: Object) -> Profile.Volume {
    guard let section = parent.section[name].shape.section else { preconditionFailure("`\(name)` is no section") }
    let nothing = Object.empty(section, parent.path(of: name))
    return ifClean { $0.volume(in: $0.section(name, in: parent) ?? nothing) } ?? volume(in: nothing)
  }

  private mutating func volume(in object: Object) -> Profile.Volume {
    Profile.Volume(
      type: choiceOrDefault("type", in: object, as: VolumeType.self),
      size: integerOrDefault("size", in: object),
      iops: integer("iops", in: object),
      throughput: integer("throughput", in: object),
      encrypted: booleanOrDefault("encrypted", in: object)
    )
  }

  private mutating func owner(in data: Object) -> (uid: Int, gid: Int)? {
    guard let text = text("owner", in: data) else { return nil }
    let ids = text.value.split(at: ":").compactMap { Int($0) }
    guard let uid = ids.first, let gid = ids.last else { return nil }
    return (uid, gid)
  }

  mutating func checkout(in top: Object) -> Profile.Checkout {
    let object = section("checkout", in: top) ?? .empty(Schema.checkout, "checkout")
    return Profile.Checkout(
      repository: text("repository", in: object),
      ref: text("ref", in: object),
      directory: text("directory", in: object),
      commit: text("commit", in: object)
    )
  }

  mutating func instance(in top: Object) -> Profile.Instance {
    let object = section("instance", in: top) ?? .empty(Schema.instance, "instance")
    return Profile.Instance(
      type: textOrDefault("type", in: object),
      memory: memory("memory", in: object),
      operatingSystem: choiceOrDefault("operating_system", in: object, as: OperatingSystem.self),
      image: text("image", in: object),
      instanceProfile: text("profile", in: object),
      metadataHopLimit: integer("metadata_hop_limit", in: object),
      securityGroups: texts("security_groups", in: object),
      keyName: text("key_name", in: object),
      rootVolume: volume("root_volume", in: object),
      tags: tags(in: object, hasClusterID: top.mapping["cluster_id"] != nil)
    )
  }

  private mutating func tags(in instance: Object, hasClusterID: Bool) -> [Profile.Tag] {
    guard let object = section("tags", in: instance) else { return [] }
    let own = ["Name", "kafka-cluster", "kafka-broker-id", "kafka-cluster-id"]
    let count = hasClusterID ? own.count : own.count - 1
    if object.mapping.entries.count > 50 - count {
      diagnostics.error(
        "too-many-tags",
        "`instance.tags` has \(object.mapping.entries.count) tags",
        at: object.mapping.entries[50 - count].keyMark,
        help: "EC2 takes 50 on an instance, and \(count) of them are the program's"
      )
    }
    for entry in object.mapping.entries where own.contains(entry.key) {
      diagnostics.error(
        "owned-tag",
        "tag `\(entry.key)` is set by the program",
        at: entry.keyMark,
        help: "choose another key"
      )
    }
    return settingTexts(in: object).map { Profile.Tag(key: $0.name, value: $0.value) }
  }
}
