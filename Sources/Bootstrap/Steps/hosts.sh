#!/bin/bash
# The names of the cluster's nodes, written at each boot because cloud-init may have written the file anew.
step_hosts() {
  local lines
  lines=$(while read -r line; do echo "$line # kafka-node"; done <<< "$HOSTS"; sed '/ # kafka-node$/d' /etc/hosts)
  put /etc/hosts <<< "$lines"
}
