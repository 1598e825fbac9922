#!/bin/bash
# shellcheck disable=SC2016,SC2086,SC2154
# Waits until the broker is one of the cluster's, which takes a quorum, and so other nodes.
step_verify() {
  need_docker
  persist 12 is_registered || fail "broker $BROKER_ID is not registered: docker logs broker"
}

# Prints the brokers that this one sees, if it is among them.
is_registered() { echo "sees brokers $(registered_brokers 2> /dev/null)" | grep -w $BROKER_ID; }

registered_brokers() {
  kafka_tool timeout 300 kafka-broker-api-versions --bootstrap-server $BOOTSTRAP |
    sed -nE 's/.* \(id: ([0-9]+) .*/\1/p' | sort -n | xargs
}

# Runs one of Kafka's tools without the container's environment: heap, agents, ports and log files in it are the
# broker's. A tool is over before the second compiler pays.
kafka_tool() {
  docker exec broker sh -c 'exec env -i PATH="$PATH" JAVA_HOME="${JAVA_HOME-}" LANG="${LANG-}" \
    KAFKA_OPTS=-XX:TieredStopAtLevel=1 "$@"' - "$@"
}
