#!/bin/bash
# Writes the names of the cluster's nodes to the hosts file, at each boot because cloud-init may have written it anew.
step_hosts() {
  local lines line
  lines=$(
    while read -r line; do
      echo "$line # kafka-node"
    done <<< "$HOSTS"
    sed "/ # kafka-node$/d" /etc/hosts
  )
  put /etc/hosts <<< "$lines"
}
