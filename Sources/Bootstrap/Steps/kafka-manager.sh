#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Tells Kafka Manager of the cluster. It answers an error with 200 too, so only its list of brokers counts.
step_kafka-manager() {
  need_docker
  try "kafka-manager lists no broker $BROKER_ID: docker logs kafka-manager" register_cluster
}

register_cluster() {
  ! ask_kafka_manager "api/status/$CLUSTER/brokers" | grep -w $BROKER_ID || return 0
  ask_kafka_manager clusters -o /dev/null --data-urlencode "zkHosts=$(docker exec kafka-manager printenv ZK_HOSTS)" \
    -d "name=$CLUSTER&kafkaVersion=2.2.0&securityProtocol=PLAINTEXT&pollConsumers=true"
  # What it does with that, its list will say.
  return 1
}

# With the password on no command line.
ask_kafka_manager() {
  sed -n 's/^KAFKA_MANAGER_PASSWORD=/user=admin:/p' $MOUNT/.kafka-node |
    curl -sfm 20 -K - "http://localhost:9000/$1" "${@:2}"
}
