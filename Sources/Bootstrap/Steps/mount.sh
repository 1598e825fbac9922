#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Mounts the volume, now and at every boot; the file system grows with the volume.
step_mount() {
  local fstab
  [ "$disk" ] || step_disk
  mountpoint -q $MOUNT || mount_disk
  [ "$(uuid_of "$(findmnt -nro SOURCE $MOUNT)")" = $uuid ] || fail "$MOUNT is not xfs $uuid: umount $MOUNT, $again"
  [ -e /etc/fstab.orig ] || put /etc/fstab.orig < /etc/fstab
  fstab=$(awk -v m=$MOUNT '/^#/ || $2 != m' /etc/fstab && echo "UUID=$uuid $MOUNT xfs $FSTAB_OPTIONS 0 2")
  put /etc/fstab <<< "$fstab"
  systemctl daemon-reload
  xfs_growfs $MOUNT > /dev/null || say "the file system does not grow, see above"
}

# Mounts it, if neither directory nor volume holds what speaks against that; systemd may be faster, at any moment.
mount_disk() {
  local wrong
  # In a name space of its own; without the lock, which isn't for who may outlive this run.
  wrong=$(exec 9>&- unshare -m bash -ec "$(declare -f inspect); inspect $disk $MOUNT $BROKER_ID") ||
    mountpoint -q $MOUNT || fail "$disk can't be looked at, see above; $again"
  [ ! "$wrong" ] || fail "$wrong, $again"
  mount -o $FSTAB_OPTIONS $disk $MOUNT || mountpoint -q $MOUNT ||
    fail "$disk can't be mounted at $MOUNT, see above; $again"
}

# Prints what is wrong, where nobody else sees the mounts: first of the directory itself, whatever is mounted there by
# now, which then is closed to writers; then of the volume, by a look that changes nothing.
inspect() {
  local files other
  while mountpoint -q $2; do
    umount -l $2
  done
  mkdir -p $2
  files=$(ls -A $2)
  [ ! "$files" ] || { echo "$2 on the root disk is not empty: move its files away"; return; }
  chattr +i $2 || :
  mount -o ro,norecovery $1 $2
  other=$(grep -sE '^(broker|node).id' $2/kafka-data/meta.properties | cut -d= -f2) || :
  [ "${other:-$3}" = $3 ] || echo "$1 holds data of broker $other, so untouched: attach the volume of broker $3"
}
