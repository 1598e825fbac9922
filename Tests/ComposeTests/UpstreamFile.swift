/// A compose file in the shape of cp-all-in-one's of release 5.3.1, made for these tests: the same services and
/// variables, with what a licence is needed for and with references that the edit must cut.
let upstreamFile = """
  version: '2'
  services:
    zookeeper:
      image: confluentinc/cp-zookeeper:5.3.1
      hostname: zookeeper
      container_name: zookeeper
      ports: ["2181:2181"]
      environment:
        ZOOKEEPER_CLIENT_PORT: 2181
        ZOOKEEPER_TICK_TIME: 3000
    broker:
      image: confluentinc/cp-enterprise-kafka:5.3.1
      hostname: broker
      container_name: broker
      depends_on: [zookeeper]
      ports:
      - "9092:9092"
      - "9101:9101"
      environment:
        KAFKA_BROKER_ID: 1
        KAFKA_ZOOKEEPER_CONNECT: 'zookeeper:2181'
        KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://broker:29092,PLAINTEXT_HOST://localhost:9092
        KAFKA_METRIC_REPORTERS: a.Reporter
        KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: 1
        KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: 0
        CONFLUENT_METRICS_REPORTER_BOOTSTRAP_SERVERS: broker:29092
        CONFLUENT_METRICS_REPORTER_TOPIC_REPLICAS: 1
        CONFLUENT_METRICS_ENABLE: 'true'
        CONFLUENT_SUPPORT_CUSTOMER_ID: anonymous
    schema-registry:
      image: confluentinc/cp-schema-registry:5.3.1
      depends_on: [zookeeper, broker]
      ports: ["8081:8081"]
      environment:
        SCHEMA_REGISTRY_HOST_NAME: schema-registry
        SCHEMA_REGISTRY_KAFKASTORE_CONNECTION_URL: 'zookeeper:2181'
    connect:
      image: cnfldemos/kafka-connect-datagen:0.1.3-5.3.1
      depends_on: [zookeeper, broker, schema-registry]
      ports: ["8083:8083"]
      environment:
        CONNECT_BOOTSTRAP_SERVERS: 'broker:29092'
        CONNECT_REST_ADVERTISED_HOST_NAME: connect
        CONNECT_GROUP_ID: a-group
        CONNECT_CONFIG_STORAGE_TOPIC: a-topic
        CONNECT_OFFSET_STORAGE_TOPIC: b-topic
        CONNECT_STATUS_STORAGE_TOPIC: c-topic
        CONNECT_KEY_CONVERTER: a.Converter
        CONNECT_VALUE_CONVERTER: io.confluent.connect.avro.AvroConverter
        CONNECT_VALUE_CONVERTER_SCHEMA_REGISTRY_URL: http://schema-registry:8081
        CONNECT_INTERNAL_KEY_CONVERTER: b.Converter
        CONNECT_INTERNAL_VALUE_CONVERTER: b.Converter
        CONNECT_ZOOKEEPER_CONNECT: 'zookeeper:2181'
        CLASSPATH: /an/interceptor.jar
        CONNECT_PRODUCER_INTERCEPTOR_CLASSES: an.Interceptor
        CONNECT_CONSUMER_INTERCEPTOR_CLASSES: an.Interceptor
    control-center:
      image: confluentinc/cp-enterprise-control-center:5.3.1
      depends_on: [zookeeper, broker, schema-registry, connect, ksql-server]
      ports: ["9021:9021"]
    ksql-server:
      image: confluentinc/cp-ksql-server:5.3.1
      depends_on: [broker, connect]
      ports: ["8088:8088"]
      environment:
        KSQL_BOOTSTRAP_SERVERS: broker:29092
        KSQL_LISTENERS: http://0.0.0.0:8088
        KSQL_KSQL_SCHEMA_REGISTRY_URL: http://schema-registry:8081
        KSQL_PRODUCER_INTERCEPTOR_CLASSES: an.Interceptor
        KSQL_CONSUMER_INTERCEPTOR_CLASSES: an.Interceptor
    ksql-cli:
      image: confluentinc/cp-ksql-cli:5.3.1
      depends_on: [broker, connect, ksql-server]
    ksql-datagen:
      image: confluentinc/ksql-examples:5.3.1
      depends_on: [ksql-server, broker, schema-registry, connect]
    rest-proxy:
      image: confluentinc/cp-kafka-rest:5.3.1
      depends_on: [zookeeper, broker, schema-registry]
      ports: [8082:8082]
      environment:
        KAFKA_REST_HOST_NAME: rest-proxy
        KAFKA_REST_BOOTSTRAP_SERVERS: 'broker:29092'
        KAFKA_REST_SCHEMA_REGISTRY_URL: 'http://schema-registry:8081'

  """
