import Text
import Catalog

/// The keys of the profile: the one table that the reader, its suggestions, completion, the JSON Schema and the table of
/// docs/profile.md work from.
///
/// They stand in the order in which a profile would have them.
package enum Schema {
  /// The most items of a list, and the most names that the operator chooses in a mapping: what would be made of more has
  /// no room in user-data or in a cluster.
  static let mostItems = 1_000

  /// Broker ids: a 32-bit integer in Kafka (KafkaConfig's broker.id).
  private static let brokerIDs = Shape.integer(0...Int(Int32.max))

  /// The whole profile.
  static let profile = Section([
    Key(
      "extends",
      .text(nil),
      "another profile, as seen from this file's folder, that this one adds to or changes: mappings key by key, everything "
        + "else whole; a regular file, and nothing of one that is no profile is shown"
    ),
    Key(
      "cluster",
      .text(.cluster),
      "name of the cluster and of its output folder",
      without: .needed(help: "name the cluster, such as `cluster: prod`"),
      example: "prod"
    ),
    Key(
      "release",
      .text(nil),
      "Confluent Platform version; `kafka-cloud-init catalog` lists those known",
      without: .needed(help: "say which Confluent Platform, such as `release: 8.3.0`"),
      example: "8.3.0"
    ),
    Key(
      "cluster_id",
      .text(.clusterID),
      "id of a new cluster, which tells its volumes from those of others with its name, and in KRaft mode is its id in "
        + "Kafka too: 22 characters as `kafka-storage random-uuid` prints, [or this](#two-clusters-of-one-name); it must "
        + "never change",
      without: .said("none; in KRaft mode one that follows from the cluster's name"),
      example: "q1Sh-9_ISia_zwGINzRvyQ"
    ),
    Key(
      "nodes",
      .either(
        .mapping(nodePattern),
        .list(.mapping(node), least: 1),
        wanted: "a mapping of keys to values or a list of nodes"
      ),
      "a pattern (`count`, `host` …) or a list of nodes (`id`, `host` …)",
      without: .needed(
        help: "say how many and by what names, such as `nodes: {count: 1, host: kafka.example.com}`"
      ),
      example: "{count: 3, host: 'kafka-{id}.example.internal'}"
    ),
    Key(
      "listeners",
      .list(.mapping(listener), least: 1),
      "the broker's listeners; the first that isn't for localhost is the brokers' own",
      without: .said(
        "`PLAINTEXT` on 29092 for `host`; `PLAINTEXT_HOST` on 9092, for `localhost` with one node and for `host` with more"
      ),
      example: "[{name: PLAINTEXT, port: 29092}]"
    ),
    Key(
      "services",
      .either(
        .list(.text(nil), least: 1),
        .mapping(services),
        wanted: "a list of names or a mapping of names to settings"
      ),
      "a list of names, or a mapping of names to settings: `broker`; `zookeeper` or `controller`; `schema-registry`, "
        + "`connect`, `rest-proxy`, `ksqldb-server` (up to 5.4 `ksql-server`); `kafka-manager` (with ZooKeeper only) or "
        + "`kafka-ui`",
      without: .said("[see below](#zookeeper-or-kraft)"),
      example: "[broker, schema-registry]"
    ),
    Key(
      "broker",
      .mapping(
        Section(
          [],
          others: Key("*", .setting(nil), "value of this broker property, as Kafka documents it", example: "72"),
          names: .property
        )
      ),
      "broker properties by Kafka's own names, such as `log.retention.hours: 72` or "
        + "`listener.name.client_tls.ssl.client.auth: required`; names, listeners, types and values are checked, and what "
        + "the release's images can't be told is refused",
      example: "{log.retention.hours: 72}"
    ),
    Key("data", .mapping(data), "the data volume: the disk, where it is mounted, and whose it is"),
    Key("checkout", .mapping(checkout), "where cp-all-in-one is checked out from"),
    Key("instance", .mapping(instance), "the EC2 instances"),
    Key("network", .mapping(network), "the network that the instances are launched into"),
    Key(
      "delivery",
      .list(.choice(of: Profile.Delivery.Form.self)),
      "what is written: `launch-template`, `autoscaling`, `terraform`, `cloudformation`",
      without: .said("`[launch-template]`"),
      example: "[terraform]"
    ),
    Key(
      "identity",
      .choice(of: Profile.Delivery.Identity.self),
      "how a booting instance learns which broker it is: `fixed`, by its own user-data, or `volume`, by the tag of the data "
        + "volume that it claims; then one template and one group serve all",
      without: .value(.text("fixed")),
      example: "volume"
    ),
    Key("route53", .mapping(route53), "where each node writes the A record of its host name at boot"),
    Key(
      "lifecycle_hook",
      .boolean,
      "whether the groups hold a launched instance as pending until no partition is under-replicated",
      without: .value(.boolean(false)),
      example: "true"
    ),
    Key("cloud_config", .mapping(cloudConfig), "what else cloud-init does"),
  ])

  // MARK: Nodes, listeners and services

  /// Nodes that differ only by id and zone.
  private static let nodePattern = Section([
    Key(
      "count",
      .integer(1...mostItems),
      "number of nodes, each with one broker; up to 1,000",
      without: .needed(help: "write the number of nodes, or a list of them"),
      example: "3"
    ),
    Key(
      "first_id",
      brokerIDs,
      "broker id of the first; the others count up",
      without: .value(.integer(1)),
      example: "101"
    ),
    Key(
      "host",
      .text(.hostPattern),
      "host name that clients and peers resolve; `{id}` is the broker id",
      without: .needed(help: "write the name that clients resolve; {id} is the broker id"),
      example: "'kafka-{id}.example.internal'"
    ),
    Key(
      "zones",
      .list(.text(.zone)),
      "Availability Zones, taken in turn; they become the brokers' racks",
      example: "[ap-northeast-2a, ap-northeast-2b]"
    ),
  ])

  /// A node that is written out.
  private static let node = Section([
    Key("id", brokerIDs, "broker id", without: .needed(help: "give each node of a list its broker id"), example: "1"),
    Key(
      "host",
      .text(.hostPattern),
      "host name",
      without: .needed(help: "write the name that clients resolve"),
      example: "kafka-1.example.internal"
    ),
    Key("zone", .text(.zone), "Availability Zone", example: "ap-northeast-2a"),
    Key(
      "address",
      .text(.address),
      "fixed private IPv4 address; give all nodes one and the nodes need no DNS",
      example: "10.0.1.11"
    ),
    Key(
      "instance_type",
      .text(.instanceType),
      "EC2 instance type of this node",
      without: .said("`instance.type`"),
      example: "m5.xlarge"
    ),
  ])

  private static let listener = Section([
    Key(
      "name",
      .text(.listener),
      "listener name, in capitals",
      without: .needed(help: "name the listener, such as PLAINTEXT"),
      example: "CLIENTS"
    ),
    Key(
      "port",
      .integer(1...65_535),
      "port, the same inside and outside",
      without: .needed(help: "write the port, such as 29092"),
      example: "9094"
    ),
    Key(
      "protocol",
      .choice(of: SecurityProtocol.self),
      "`PLAINTEXT`, `SSL`, `SASL_PLAINTEXT` or `SASL_SSL`; [see below](#tls-and-sasl)",
      without: .value(.text("PLAINTEXT")),
      example: "PLAINTEXT"
    ),
    Key(
      "advertise",
      .text(.advertised),
      "`host`, `localhost`, an instance metadata category (`local-ipv4`, `local-hostname`, `public-ipv4`, "
        + "`public-hostname`), or a host name, with `{id}` or a dot in it",
      without: .value(.text("host")),
      example: "local-ipv4"
    ),
  ])

  private static let services = Section(
    [],
    others: Key(
      "*",
      .orNothing(.mapping(service)),
      "a service with settings, or with nothing behind the colon",
      example: "{heap: 1g}"
    ),
    isEmptyAllowed: false
  )

  private static let service = Section(
    [
      Key(
        "on",
        .list(brokerIDs),
        "ids of the nodes that run it",
        without: .said("every node; ZooKeeper and controllers on the first 1, 3 or 5, the web UI on the first"),
        example: "[1]"
      ),
      Key(
        "image",
        .text(.image),
        "another image, such as a mirror's: `[registry/]name:tag`, `name@digest` or both; "
          + "[it must be of the release](#images-of-your-own)",
        without: .said("the release's"),
        example: "registry.example.com/cp-kafka:8.3.0"
      ),
      Key(
        "heap",
        .memory,
        "heap of its Java process, such as `512m` or `2g`",
        without: .said("a share of the instance's memory"),
        example: "2g"
      ),
      Key(
        "environment",
        .mapping(
          Section(
            [],
            others: Key("*", .setting(nil), "value of this variable", example: "'10000'"),
            names: .variable
          )
        ),
        "variables added to the container, but for those that say what a node is, such as `CLUSTER_ID`; a port that one opens, "
          + "such as `KAFKA_JMX_PORT`, is published on 127.0.0.1 of the instance, and in no security group",
        example: "{KAFKA_JMX_PORT: '9101'}"
      ),
    ] + ownService
  )
}
