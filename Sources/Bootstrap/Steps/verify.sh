#!/bin/bash
# shellcheck disable=SC2016,SC2086,SC2154
# It takes a quorum, and so other nodes.
step_verify() {
  docker_runs
  wait=$((wait * 12)) try "broker $BROKER_ID is not registered: docker logs broker" registered
}
registered() { echo "sees brokers $(brokers 2> /dev/null)" | grep -w $BROKER_ID; }
brokers() {
  tool timeout 300 kafka-broker-api-versions --bootstrap-server $BOOTSTRAP |
    sed -nE 's/.* \(id: ([0-9]+) .*/\1/p' | sort -n | xargs
}
# One of Kafka's tools, without the container's environment: heap, agents, ports and log files in it are the broker's.
# A tool is over before the second compiler pays.
tool() {
  docker exec broker sh -c 'exec env -i PATH="$PATH" JAVA_HOME="${JAVA_HOME-}" LANG="${LANG-}" \
    KAFKA_OPTS=-XX:TieredStopAtLevel=1 "$@"' - "$@"
}
