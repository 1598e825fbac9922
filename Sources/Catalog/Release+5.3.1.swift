import YAML

extension Release {
  /// Confluent Platform 5.3.1, September 2019, the release of the manual procedure that this program replaces.
  ///
  /// Sources: branch `5.3.1-post` of github.com/confluentinc/examples for the compose file; tag `v5.3.1` of
  /// github.com/confluentinc/cp-docker-images for users, volumes, ports and variables; Confluent's image reference for
  /// licences and its table of supported versions for the dates.
  static let v5_3_1 = Release(
    version: "5.3.1",
    kafkaVersion: "2.3.1",
    zooKeeperVersion: "3.4.14",
    endOfSupport: "2022-07-19",
    checkout: Checkout(
      repository: "https://github.com/confluentinc/examples",
      ref: "5.3.1-post",
      directory: "cp-all-in-one"
    ),
    owner: Owner(uid: 0, gid: 0),
    architectures: [.x86_64],
    readsLongUnderscores: false,
    services: [
      ServiceFacts(
        service: .zookeeper,
        image: "confluentinc/cp-zookeeper:5.3.1",
        licence: "Apache-2.0",
        port: 2181,
        peerPorts: [2888, 3888],
        volumes: [
          ServiceFacts.Volume(directory: "zk-data", path: "/var/lib/zookeeper/data"),
          ServiceFacts.Volume(directory: "zk-txn-logs", path: "/var/lib/zookeeper/log"),
        ],
        heapVariable: "KAFKA_HEAP_OPTS"
      ),
      ServiceFacts(
        service: .broker,
        image: "confluentinc/cp-kafka:5.3.1",
        licence: "Apache-2.0",
        port: 29092,
        peerPorts: [],
        volumes: [ServiceFacts.Volume(directory: "kafka-data", path: "/var/lib/kafka/data")],
        heapVariable: "KAFKA_HEAP_OPTS"
      ),
      ServiceFacts(
        service: .schemaRegistry,
        image: "confluentinc/cp-schema-registry:5.3.1",
        licence: "Confluent Community License",
        port: 8081,
        peerPorts: [],
        volumes: [],
        heapVariable: "SCHEMA_REGISTRY_HEAP_OPTS"
      ),
      ServiceFacts(
        service: .connect,
        image: "cnfldemos/kafka-connect-datagen:0.1.3-5.3.1",
        licence: "Apache-2.0",
        port: 8083,
        peerPorts: [],
        volumes: [],
        heapVariable: "KAFKA_HEAP_OPTS"
      ),
      ServiceFacts(
        service: .restProxy,
        image: "confluentinc/cp-kafka-rest:5.3.1",
        licence: "Confluent Community License",
        port: 8082,
        peerPorts: [],
        volumes: [],
        heapVariable: "KAFKAREST_HEAP_OPTS"
      ),
      ServiceFacts(
        service: .ksqlServer,
        image: "confluentinc/cp-ksql-server:5.3.1",
        licence: "Confluent Community License",
        port: 8088,
        peerPorts: [],
        volumes: [],
        heapVariable: "KSQL_HEAP_OPTS"
      ),
      ServiceFacts(
        service: .kafkaManager,
        // From 3.0 on its Curator needs ZooKeeper 3.5, and this release has 3.4 (github.com/yahoo/CMAK issue 731).
        image: "hlebalbau/kafka-manager:2.0.0.2",
        licence: "Apache-2.0",
        port: 9000,
        peerPorts: [],
        volumes: [],
        heapVariable: "JAVA_OPTS"
      ),
    ],
    droppedServices: ["control-center", "ksql-cli", "ksql-datagen"],
    licensedImages: [
      "cp-enterprise-kafka": "confluentinc/cp-kafka",
      "cp-server": "confluentinc/cp-kafka",
      "cp-server-connect-datagen": "cnfldemos/kafka-connect-datagen",
      "cp-enterprise-control-center": nil,
      "cp-enterprise-replicator": nil,
      "cp-kafka-mqtt": nil,
    ],
    licensedVariables: [
      .broker: [
        "KAFKA_METRIC_REPORTERS", "CONFLUENT_METRICS_*", "CONFLUENT_SUPPORT_CUSTOMER_ID", "KAFKA_CONFLUENT_*",
      ],
      .connect: ["CLASSPATH", "CONNECT_PRODUCER_INTERCEPTOR_CLASSES", "CONNECT_CONSUMER_INTERCEPTOR_CLASSES"],
      .ksqlServer: ["KSQL_PRODUCER_INTERCEPTOR_CLASSES", "KSQL_CONSUMER_INTERCEPTOR_CLASSES"],
    ],
    brokerVariables: [
      "KAFKA_OPTS", "KAFKA_JMX_OPTS", "KAFKA_JMX_PORT", "KAFKA_JMX_HOSTNAME", "KAFKA_JVM_PERFORMANCE_OPTS",
      "KAFKA_GC_LOG_OPTS", "KAFKA_LOG4J_OPTS", "KAFKA_LOG4J_ROOT_LOGLEVEL", "KAFKA_LOG4J_LOGGERS",
      "KAFKA_TOOLS_LOG4J_LOGLEVEL", "KAFKA_CUB_ZK_TIMEOUT",
      // Files in /etc/kafka/secrets, which the image asks for when a listener's name ends in SSL.
      "KAFKA_SSL_KEYSTORE_FILENAME", "KAFKA_SSL_KEYSTORE_CREDENTIALS", "KAFKA_SSL_KEY_CREDENTIALS",
      "KAFKA_SSL_TRUSTSTORE_FILENAME", "KAFKA_SSL_TRUSTSTORE_CREDENTIALS",
    ],
    base: [
      "services": [
        "zookeeper": [
          "image": "confluentinc/cp-zookeeper:5.3.1",
          "container_name": "zookeeper",
          "environment": [
            "ZOOKEEPER_CLIENT_PORT": 2181,
            "ZOOKEEPER_TICK_TIME": 2000,
          ],
        ],
        "broker": [
          "image": "confluentinc/cp-kafka:5.3.1",
          "container_name": "broker",
          "depends_on": (["zookeeper"] as Node).inFlow,
          "environment": [
            "KAFKA_BROKER_ID": 1,
            "KAFKA_ZOOKEEPER_CONNECT": "zookeeper:2181",
          ],
        ],
        "schema-registry": [
          "image": "confluentinc/cp-schema-registry:5.3.1",
          "container_name": "schema-registry",
          "depends_on": (["broker"] as Node).inFlow,
          "environment": [
            "SCHEMA_REGISTRY_HOST_NAME": "schema-registry"
          ],
        ],
        "connect": [
          "image": "cnfldemos/kafka-connect-datagen:0.1.3-5.3.1",
          "container_name": "connect",
          "depends_on": (["broker"] as Node).inFlow,
          "environment": [
            "CONNECT_GROUP_ID": "compose-connect-group",
            "CONNECT_CONFIG_STORAGE_TOPIC": "docker-connect-configs",
            "CONNECT_OFFSET_STORAGE_TOPIC": "docker-connect-offsets",
            "CONNECT_STATUS_STORAGE_TOPIC": "docker-connect-status",
            "CONNECT_KEY_CONVERTER": "org.apache.kafka.connect.storage.StringConverter",
            "CONNECT_VALUE_CONVERTER": "io.confluent.connect.avro.AvroConverter",
            // This release's image stops without the two INTERNAL converters.
            "CONNECT_INTERNAL_KEY_CONVERTER": "org.apache.kafka.connect.json.JsonConverter",
            "CONNECT_INTERNAL_VALUE_CONVERTER": "org.apache.kafka.connect.json.JsonConverter",
            "CONNECT_PLUGIN_PATH": "/usr/share/java,/usr/share/confluent-hub-components",
          ],
        ],
        "rest-proxy": [
          "image": "confluentinc/cp-kafka-rest:5.3.1",
          "container_name": "rest-proxy",
          "depends_on": (["broker"] as Node).inFlow,
          "environment": [
            "KAFKA_REST_HOST_NAME": "rest-proxy"
          ],
        ],
        "ksql-server": [
          "image": "confluentinc/cp-ksql-server:5.3.1",
          "container_name": "ksql-server",
          "depends_on": (["broker"] as Node).inFlow,
          "environment": [
            "KSQL_LISTENERS": "http://0.0.0.0:8088"
          ],
        ],
        "kafka-manager": [
          "image": "hlebalbau/kafka-manager:2.0.0.2",
          "container_name": "kafka-manager",
          // A pid file left by a container that was killed would keep the next one from starting.
          "command": "-Dpidfile.path=/dev/null",
        ],
      ]
    ]
  )
}
