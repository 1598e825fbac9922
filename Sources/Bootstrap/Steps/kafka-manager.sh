#!/bin/bash
# shellcheck disable=SC2086,SC2154
# An error is answered with 200 too, so only the list of brokers counts.
step_kafka-manager() { docker_runs; try "kafka-manager lists no broker $BROKER_ID: docker logs kafka-manager" listed; }
listed() {
  ask "api/status/$CLUSTER/brokers" | grep -w $BROKER_ID || {
    ask clusters -o /dev/null -d "name=$CLUSTER&kafkaVersion=2.2.0&securityProtocol=PLAINTEXT&pollConsumers=true" \
      --data-urlencode "zkHosts=$(docker exec kafka-manager printenv ZK_HOSTS)"
    false
  }
}
# With the password on no command line.
ask() {
  sed -n 's/^KAFKA_MANAGER_PASSWORD=/user=admin:/p' $MOUNT/.kafka-node |
    curl -sfm 20 -K - "http://localhost:9000/$1" "${@:2}"
}
