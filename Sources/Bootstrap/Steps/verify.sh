#!/bin/bash
# shellcheck disable=SC2086,SC2154
# It takes a quorum, and so other nodes.
verify() { wait=$((wait * 12)) try "broker $BROKER_ID is not registered: docker logs broker" registered; }
registered() { echo "sees brokers $(brokers 2> /dev/null)" | grep -w $BROKER_ID; }
brokers() { # without the broker's heap, agents and JMX port
  docker exec -e KAFKA_HEAP_OPTS=-Xmx256M -e KAFKA_OPTS= -e JMX_PORT= broker timeout 300 \
    kafka-broker-api-versions --bootstrap-server $BOOTSTRAP | sed -nE 's/.* \(id: ([0-9]+) .*/\1/p' | sort -n | xargs
}
