#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Without the volume nothing can be written to its mount point.
mount() {
  [ "$disk" ] || disk
  if ! mountpoint -q $MOUNT; then
    mkdir -p $MOUNT
    [ -z "$(ls -A $MOUNT)" ] || fail "$MOUNT on the root disk is not empty"
    chattr +i $MOUNT || :
    # A look that changes nothing.
    other=$(unshare -m sh -ec "mount -o ro,norecovery $disk $MOUNT
      grep -sE '^(broker|node).id' $MOUNT/kafka-data/meta.properties | cut -d= -f2")
    [ "${other:-$BROKER_ID}" = $BROKER_ID ] || fail "$disk holds data of broker $other, so untouched"
    command mount -o $FSTAB_OPTIONS $disk $MOUNT
  fi
  [ "$(uuid "$(findmnt -nro SOURCE $MOUNT)")" = $uuid ] || fail "$MOUNT is not xfs $uuid"
  [ -e /etc/fstab.orig ] || put /etc/fstab.orig < /etc/fstab
  fstab=$(awk -v m=$MOUNT '/^#/ || $2 != m' /etc/fstab && echo "UUID=$uuid $MOUNT xfs $FSTAB_OPTIONS 0 2")
  put /etc/fstab <<< "$fstab"
  systemctl daemon-reload
  xfs_growfs $MOUNT > /dev/null
}
