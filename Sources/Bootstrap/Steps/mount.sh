#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Without the volume nothing can be written to its mount point.
mount() {
  if [ -z "${disk-}" ]; then disk; fi
  if ! mountpoint -q "$MOUNT"; then
    mkdir -p "$MOUNT"
    [ -z "$(ls -A "$MOUNT")" ] || fail "$MOUNT on the root disk is not empty"
    chattr +i "$MOUNT" || :
    command mount -o ro,norecovery $disk "$MOUNT" # a look that writes nothing
    other=$(sed -nE 's/^(broker|node)\.id=//p' "$MOUNT/kafka-data/meta.properties" 2> /dev/null) || :
    umount "$MOUNT"
    [ "${other:-$BROKER_ID}" = "$BROKER_ID" ] || fail "$disk holds data of broker $other, so untouched"
    command mount -o "$FSTAB_OPTIONS" $disk "$MOUNT"
  fi
  [ "$(findmnt -nro SOURCE "$MOUNT")" = $disk ] || fail "$MOUNT is not $disk"
  [ -e /etc/fstab.orig ] || put /etc/fstab.orig < /etc/fstab
  fstab=$(awk -v m="$MOUNT" '/^#/ || $2 != m' /etc/fstab; echo "UUID=$uuid $MOUNT xfs $FSTAB_OPTIONS 0 2")
  put /etc/fstab <<< "$fstab"
  systemctl daemon-reload
  xfs_growfs "$MOUNT" > /dev/null
}
