#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Made once, kept on the volume for root alone; compose reads them from .env.
step_secrets() (
  umask 077
  file=$MOUNT/.kafka-node all=''
  mountpoint -q $MOUNT || fail "no volume at $MOUNT"
  [ ! -e $file ] || all=$(cat $file)
  for name in $SECRETS; do
    ! grep -q "^$name=[^[:space:]]" <<< "$all" || continue
    value=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n') || :
    [[ $value =~ ^[0-9a-f]{32}$ ]] || fail "no $name: od gives no random bytes"
    all=$(sed "/^$name=/d" <<< "$all"; echo $name=$value)
  done
  sed '/^$/d' <<< "$all" | put $file
  [ "${INSTANCE_METADATA-}" ] || give .env < $file
)
