import Catalog

extension Schema {
  /// The data volume.
  static let data = Section([
    Key(
      "device",
      .text(.device),
      "device name of the data volume's block device mapping",
      without: .value(.text("/dev/sdf")),
      example: "/dev/sdg"
    ),
    Key("mount", .text(.mount), "mount point", without: .value(.text("/data")), example: "/kafka"),
    Key(
      "owner",
      .text(.owner),
      "uid, or uid:gid, of the data directories",
      without: .said("the release's"),
      example: "1000:1000"
    ),
    Key(
      "options",
      .text(.mountOptions),
      "options of the fstab line; `nofail` must be among them, [some are refused](#mount-options)",
      without: .value(.text("defaults,noatime,nofail")),
      example: "defaults,nofail"
    ),
    Key(
      "claim",
      .boolean,
      "whether a booting instance claims its data volume by the volume's tags; otherwise the launch template makes it, and a "
        + "replacement starts with a blank one",
      without: .said("`true` when `delivery` has groups (any form but `launch-template`)"),
      example: "true"
    ),
    Key(
      "volume",
      .mapping(
        volume(
          type: "EBS volume type in the launch template",
          size: 100,
          "its size in GiB; a disk without an EC2 name is taken only if it has it"
        )
      ),
      "the EBS volume behind it"
    ),
  ])

  /// An EBS volume.
  private static func volume(type: String, size: Int, _ sizeWords: String) -> Section {
    Section([
      Key("type", .choice(of: VolumeType.self), type, without: .value(.text("gp3")), example: "gp3"),
      Key("size", .integer(1...65_536), sizeWords, without: .value(.integer(size)), example: "100", unit: "GiB"),
      Key("iops", .integer(100...256_000), "provisioned IOPS", without: .said("EC2's"), example: "4000"),
      Key(
        "throughput",
        .integer(125...2_000),
        "provisioned throughput in MiB/s, gp3 only",
        without: .said("EC2's"),
        example: "250",
        unit: "MiB a second"
      ),
      Key("encrypted", .boolean, "whether EBS encrypts it", without: .value(.boolean(true)), example: "true"),
    ])
  }

  /// Where cp-all-in-one is checked out from.
  static let checkout = Section([
    Key(
      "repository",
      .text(.repository),
      "git repository with cp-all-in-one",
      without: .said("the release's"),
      example: "https://git.example.com/cp-all-in-one.git"
    ),
    Key("ref", .text(.ref), "branch or tag", without: .said("the release's"), example: "8.3.0-post"),
    Key(
      "directory",
      .text(.directory),
      "folder that holds docker-compose.yml",
      without: .said("the release's"),
      example: "cp-all-in-one-community"
    ),
    Key(
      "commit",
      .text(.commit),
      "full id of the commit that must be checked out; a checkout of another is brought to it, or the boot stops",
      without: .said(
        "of the release's own branch its commit; of another repository or branch none, which draws a warning"
      ),
      example: "0123456789abcdef0123456789abcdef01234567"
    ),
  ])

  /// The EC2 instances.
  static let instance = Section([
    Key("type", .text(.instanceType), "EC2 instance type", without: .value(.text("m5.large")), example: "m5.xlarge"),
    Key("memory", .memory, "its memory, such as `8g`, needed for a type that isn't known", example: "8g"),
    Key(
      "operating_system",
      .choice(of: OperatingSystem.self),
      "of the launch template's image: `amazon-linux-2023`, `amazon-linux-2`, `ubuntu-24.04`, `ubuntu-22.04`, `debian-13`, "
        + "`debian-12`",
      without: .value(.text("amazon-linux-2023")),
      example: "debian-13"
    ),
    Key(
      "image",
      .text(.machineImage),
      "id of a machine image of that operating system",
      without: .said("the newest at each launch"),
      example: "ami-0123456789abcdef0"
    ),
    Key(
      "profile",
      .text(.instanceProfile),
      "name of the instances' instance profile",
      without: .said(
        "one that is made, with a role for what the boot calls, when it calls AWS: one for each broker, or one for all with "
          + "`identity: volume`"
      ),
      example: "kafka-broker"
    ),
    // EC2 API, LaunchTemplateInstanceMetadataOptionsRequest.
    Key(
      "metadata_hop_limit",
      .integer(1...64),
      "hops that answers of the instance metadata service go, 1 to 64; from 2 on every container of the node can have the "
        + "instance's role",
      without: .said("1; 2 on nodes that run `connect`, whose connectors may need it"),
      example: "2"
    ),
    Key(
      "security_groups",
      .list(.text(.securityGroup)),
      "ids of their security groups",
      example: "[sg-0123456789abcdef0]"
    ),
    Key("key_name", .text(.keyName), "name of the key pair for SSH", example: "operations"),
    Key(
      "root_volume",
      // Room for the images of every service and for the checkout.
      .mapping(volume(type: "EBS volume type of the root volume", size: 30, "its size in GiB")),
      "the root volume"
    ),
    Key(
      "tags",
      .mapping(
        Section(
          [],
          others: Key("*", .setting(.tagValue), "value of this tag", example: "data"),
          names: .tagKey
        )
      ),
      "tags of the instances and their volumes, such as `{team: data}`; CloudFormation can't have `{{resolve` in one",
      example: "{team: data}"
    ),
  ])

  /// The network that the instances are launched into.
  static let network = Section([
    Key("vpc", .text(.vpc), "id of the VPC, for a security group that is made", example: "vpc-0123456789abcdef0"),
    Key(
      "subnets",
      .mapping(
        Section(
          [],
          others: Key(
            "*",
            .text(.subnet),
            "subnet of this Availability Zone",
            example: "subnet-0123456789abcdef0"
          ),
          names: .zone
        )
      ),
      "the subnet of each Availability Zone, such as `{ap-northeast-2a: subnet-0123456789abcdef0}`",
      example: "{ap-northeast-2a: subnet-0123456789abcdef0}"
    ),
    Key(
      "clients",
      .list(.text(.addressRange)),
      "address ranges from which clients may connect; ranges that are the world draw a warning",
      example: "[10.0.0.0/16]"
    ),
    Key(
      "administrators",
      .list(.text(.addressRange)),
      "address ranges from which the web UI and SSH can be reached",
      example: "[10.0.9.0/24]"
    ),
    Key(
      "containers",
      .text(.addressRange),
      "address range of Docker's networks on each node, private and /12 to /24: a quarter for the bridge, a quarter for the "
        + "compose network, and half for networks that an upstream file names",
      without: .said(
        "the first /24 of 198.18.0.0/16 that touches no `nodes[].address`, `network.clients` and `network.administrators`"
      ),
      example: "172.30.0.0/24"
    ),
  ])

  /// The records of the nodes' names.
  static let route53 = Section([
    Key(
      "zone_id",
      .text(.hostedZone),
      "hosted zone in which each node writes the A record of its host name at boot",
      without: .needed(help: "write the id of the hosted zone that the host names are in"),
      example: "Z0123456789ABCDEFGHIJ"
    )
  ])

  /// What else cloud-init does.
  static let cloudConfig = Section(
    [
      Key(
        "packages",
        .list(.text(.package)),
        "packages that the boot installs, with retries; one that cannot be had is named in the status, and the broker runs "
          + "without",
        example: "[jq]"
      ),
      Key(
        "write_files",
        .list(.anything),
        "files, written after the program's own",
        example: "[{path: /etc/motd, content: hello}]"
      ),
      Key(
        "runcmd",
        .list(.anything),
        "commands, run once, after the first boot has brought the node up; if that boot stops, they are not run later",
        example: "[echo done]"
      ),
    ],
    others: Key(
      "*",
      .anything,
      "any other cloud-config key, passed on as it is; [some are refused](#what-cloud-init-may-do)"
    )
  )
}
