#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Whether a disk with this UUID is ours from before the cluster's id was part of it: its data say whose it is.
is_earlier() {
  local properties
  [ $2 = ${uuid_without_id//-/} ] && properties=$(broker_properties $1) || return
  grep -qx "cluster.id=$CLUSTER_ID" <<< "$properties" && grep -qxE "(broker|node).id=$BROKER_ID" <<< "$properties"
}

# Prints what Kafka wrote about itself, through a mount that changes nothing, where there is none yet.
broker_properties() {
  unshare -m sh -ec "findmnt $1 > /dev/null || mount -o ro,norecovery,nouuid $1 /mnt
    cat \"\$(findmnt -nro TARGET $1 | head -n 1)/kafka-data/meta.properties\""
}
