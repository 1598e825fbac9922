#!/bin/bash
# shellcheck disable=SC2015,SC2086,SC2154
# Finds the data volume; mkfs only if it is provably blank, never with force.
disk() {
  udevadm settle || :
  try "no data volume: attach it as $DEVICE" find_disk
  if is_ours $disk; then
    uuid=$(uuid $disk)
    return
  fi
  # Our UUID comes last; a power cut leaves this text or label.
  head -c 128 $disk | grep -q kafka-mkfs || blank ||
    fail "$disk is neither blank nor xfs $uuid, so untouched: $(blkid -p $disk)"
  echo kafka-mkfs | dd of=$disk conv=fsync,notrunc status=none
  mkfs.xfs -qL kafka-mkfs $disk && sync && xfs_admin -U $uuid -L kafka-data $disk || fail "no xfs on $disk"
  { udevadm trigger --name-match=$disk; udevadm settle; } || :
}
uuid() { blkid -p -o value -s UUID $1; }
is_ours() { # by its UUID; by its data where that is from before a cluster id was part of it
  local found properties
  found=$(uuid $1) || return 1
  [ "$found" != $uuid ] || return 0
  [ "${CLUSTER_ID-}" ] && [ "$found" = "$(volume_uuid $CLUSTER $BROKER_ID)" ] && properties=$(look $1) &&
    grep -qx "cluster.id=$CLUSTER_ID" <<< "$properties" && grep -qxE "(broker|node).id=$BROKER_ID" <<< "$properties"
}
look() { # what the data say whose they are; a mount that changes nothing, where there is none yet
  unshare -m sh -ec "findmnt $1 > /dev/null || mount -o ro,norecovery,nouuid $1 /mnt
    cat \"\$(findmnt -nro TARGET $1 | head -n 1)/kafka-data/meta.properties\""
}
blank() { # 2 may also mean unreadable
  blkid -p $disk
  [ $? = 2 ] && [ -z "$(wipefs -n $disk || echo no)" ] && cmp -sn 1048576 $disk /dev/zero
}
find_disk() { # by UUID, else by name, else the only one that nothing uses
  ours='' unused=''
  for name in $(lsblk -bdnpo NAME,TYPE,SIZE,MODEL | awk '$2$3 ~ /^disk[1-9]/ && $0 !~ "Instance.St" {print $1}'); do
    ! is_ours $name || ours+=" $name"
    [ "$(lsblk -no NAME,MOUNTPOINT $name | wc -w)" != 1 ] || unused+=" $name"
  done
  [ "$ours" ] || ours=$(readlink -e "$DEVICE" "${DEVICE/sd/xvd}" | sort -u)
  set -- ${ours:-$unused}
  (($# < 2)) || fail "several disks could be it, so all untouched: $*"
  disk=${1-} && [ "$disk" ]
}
