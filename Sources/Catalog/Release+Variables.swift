import Text

/// How the images' scripts turn variables into properties.
extension Release {
  /// Whether `__` and `___` in a variable's name stand for `_` and `-` in the property; otherwise properties with
  /// those characters can't be set through a variable.
  ///
  /// Source: the version of docker-utils in each base Dockerfile of github.com/confluentinc/cp-docker-images and
  /// common-docker; the longer forms came with v0.0.37.
  package var readsLongUnderscores: Bool { Self.longUnderscores.at(number) ?? true }

  private static let longUnderscores = History(
    (Version(5, 3, 1), false),
    (Version(5, 3, 4), true),
    (Version(5, 4, 0), false),
    (Version(5, 4, 3), true),
    (Version(5, 5, 0), false),
    (Version(5, 5, 2), true)
  )

  /// Whether a `_` behind a part of one letter stays what it is: the pattern that looks for single ones takes the letters
  /// round one with it, and so can't find the next.
  ///
  /// Source: `re` in base-java/ub/ub.go of github.com/confluentinc/common-docker, which took the place of docker-utils
  /// in 8.1.
  package var skipsAfterOneLetter: Bool { Version(8, 1, 0) <= number }

  /// The property that the images make of a variable's name behind its prefix.
  ///
  /// Source: env_to_props in dub.py of github.com/confluentinc/confluent-docker-utils; ConvertKey in ub.go.
  package func property(ofVariable name: String) -> String {
    let underscore = UInt8(ascii: "_")
    var bytes = Array(name.lowercased().utf8)
    if !readsLongUnderscores { return String(decoding: bytes, as: UTF8.self).putting(".", for: "_") }
    // The place before which a letter has been taken.
    var start = 0
    for index in bytes.indices.dropFirst().dropLast() where bytes[index] == underscore && index > start {
      if bytes[index - 1] == underscore || bytes[index + 1] == underscore { continue }
      bytes[index] = UInt8(ascii: ".")
      if skipsAfterOneLetter { start = index + 2 }
    }
    return String(decoding: bytes, as: UTF8.self).putting("-", for: "___").putting("_", for: "__")
  }

  /// The variable that the images turn into a broker property; nil for one that they can't be told.
  ///
  /// Source for the one with a capital: kafka.properties.template of github.com/confluentinc/kafka-images.
  package func variable(ofBrokerProperty name: String) -> String? {
    if name == "zookeeper.clientCnxnSocket" { return "KAFKA_ZOOKEEPER_CLIENT_CNXN_SOCKET" }
    let variable = name.uppercased().putting("__", for: "_").putting("___", for: "-").putting("_", for: ".")
    return property(ofVariable: variable) == name ? "KAFKA_" + variable : nil
  }

  /// The variables of the broker that its image refuses to start with, as they were meant for other images.
  ///
  /// Source: `configure` of github.com/confluentinc/cp-docker-images and kafka-images.
  package var refusedBrokerVariables: Set<String> {
    ["KAFKA_ADVERTISED_HOST", "KAFKA_ADVERTISED_PORT", "KAFKA_HOST", "KAFKA_PORT"]
  }

  /// The variable by which Schema Registry's image learns how many brokers to wait for; some read that of REST Proxy's.
  ///
  /// Source: `ensure` of cp-docker-images v5.3.1 to v5.3.8 and of github.com/confluentinc/schema-registry-images v5.4.0 to
  /// v6.0.0.
  package var schemaRegistryMinBrokersVariable: String {
    Self.minBrokersVariables.at(number) ?? "SCHEMA_REGISTRY_CUB_KAFKA_MIN_BROKERS"
  }

  private static let minBrokersVariables = History(
    (Version(5, 3, 1), "KAFKA_REST_CUB_KAFKA_MIN_BROKERS"),
    (Version(5, 4, 3), "SCHEMA_REGISTRY_CUB_KAFKA_MIN_BROKERS"),
    (Version(5, 5, 0), "KAFKA_REST_CUB_KAFKA_MIN_BROKERS"),
    (Version(5, 5, 1), "SCHEMA_REGISTRY_CUB_KAFKA_MIN_BROKERS")
  )
}
