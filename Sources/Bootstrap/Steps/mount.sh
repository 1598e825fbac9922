#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Without the volume nothing can be written to its mount point.
step_mount() {
  [ "$disk" ] || step_disk
  mountpoint -q $MOUNT || put_in_place
  [ "$(uuid "$(findmnt -nro SOURCE $MOUNT)")" = $uuid ] || fail "$MOUNT is not xfs $uuid: umount $MOUNT, $again"
  [ -e /etc/fstab.orig ] || put /etc/fstab.orig < /etc/fstab
  fstab=$(awk -v m=$MOUNT '/^#/ || $2 != m' /etc/fstab && echo "UUID=$uuid $MOUNT xfs $FSTAB_OPTIONS 0 2")
  put /etc/fstab <<< "$fstab"
  systemctl daemon-reload
  xfs_growfs $MOUNT > /dev/null
}
# Systemd may be faster, at any moment.
put_in_place() {
  local wrong
  # The lock isn't for who may outlive this run.
  wrong=$(exec 9>&- unshare -m bash -ec "$(declare -f inspect); inspect $disk $MOUNT $BROKER_ID") ||
    mountpoint -q $MOUNT ||
    fail "$disk can't be looked at, see above; $again"
  [ ! "$wrong" ] || fail "$wrong, $again"
  command mount -o $FSTAB_OPTIONS $disk $MOUNT || mountpoint -q $MOUNT ||
    fail "$disk can't be mounted at $MOUNT, see above; $again"
}
# Where nobody else sees the mounts: first the directory itself, whatever is mounted there by now, then the volume, by a
# look that changes nothing.
inspect() {
  local files other
  while mountpoint -q $2; do umount -l $2; done
  mkdir -p $2
  files=$(ls -A $2)
  [ ! "$files" ] || { echo "$2 on the root disk is not empty: move its files away"; return; }
  chattr +i $2 || :
  command mount -o ro,norecovery $1 $2
  other=$(grep -sE '^(broker|node).id' $2/kafka-data/meta.properties | cut -d= -f2) || :
  [ "${other:-$3}" = $3 ] || echo "$1 holds data of broker $other, so untouched: attach the volume of broker $3"
}
