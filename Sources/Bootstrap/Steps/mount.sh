#!/bin/bash
# shellcheck disable=SC2016,SC2086,SC2154
# Without the volume nothing can be written to its mount point.
mount() {
  [ "$disk" ] || disk
  mountpoint -q $MOUNT || put_in_place
  [ "$(uuid "$(findmnt -nro SOURCE $MOUNT)")" = $uuid ] || fail "$MOUNT is not xfs $uuid: umount $MOUNT, $again"
  [ -e /etc/fstab.orig ] || put /etc/fstab.orig < /etc/fstab
  fstab=$(awk -v m=$MOUNT '/^#/ || $2 != m' /etc/fstab && echo "UUID=$uuid $MOUNT xfs $FSTAB_OPTIONS 0 2")
  put /etc/fstab <<< "$fstab"
  systemctl daemon-reload
  xfs_growfs $MOUNT > /dev/null
}
put_in_place() { # systemd may be faster, at any moment
  local wrong
  wrong=$(unshare -m bash -ec "$look" - $disk $MOUNT $BROKER_ID 9>&-) || mountpoint -q $MOUNT ||
    fail "$disk can't be looked at, see above; $again"
  [ ! "$wrong" ] || fail "$wrong, $again"
  command mount -o $FSTAB_OPTIONS $disk $MOUNT || mountpoint -q $MOUNT ||
    fail "$disk can't be mounted at $MOUNT, see above; $again"
}
# Where nobody else sees the mounts: first the directory itself, whatever is mounted there by now, then the volume, by a
# look that changes nothing.
look='disk=$1 mount=$2
  while mountpoint -q $mount; do umount -l $mount; done
  mkdir -p $mount
  files=$(ls -A $mount)
  [ ! "$files" ] || { echo "$mount on the root disk is not empty: move its files away"; exit; }
  chattr +i $mount || :
  mount -o ro,norecovery $disk $mount
  other=$(grep -sE "^(broker|node).id" $mount/kafka-data/meta.properties | cut -d= -f2) || :
  [ "${other:-$3}" = $3 ] || echo "$disk holds data of broker $other, so untouched: attach the volume of broker $3"'
