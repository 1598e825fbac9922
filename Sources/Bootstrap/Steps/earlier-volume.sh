#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Whether a volume with this UUID is ours from before the cluster id was part of it: its data say whose it is.
is_earlier() {
  local older properties
  older=$(volume_uuid $CLUSTER $BROKER_ID)
  [ $2 = "${older//-/}" ] && properties=$(look $1) && grep -qx "cluster.id=$CLUSTER_ID" <<< "$properties" &&
    grep -qxE "(broker|node).id=$BROKER_ID" <<< "$properties"
}
# A mount that changes nothing, where there is none yet.
look() {
  unshare -m sh -ec "findmnt $1 > /dev/null || mount -o ro,norecovery,nouuid $1 /mnt
    cat \"\$(findmnt -nro TARGET $1 | head -n 1)/kafka-data/meta.properties\""
}
