#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Makes the passwords that are missing, once: they stay on the volume, for root alone; compose reads them from .env.
step_secrets() (
  umask 077
  need_volume
  file=$MOUNT/.kafka-node
  all=''
  [ ! -e $file ] || all=$(cat $file)
  for name in $SECRETS; do
    ! grep -q "^$name=[^[:space:]]" <<< "$all" || continue
    # 122 random bits.
    read -r value < /proc/sys/kernel/random/uuid || fail "no $name: the kernel gives no random bits"
    all=$(sed "/^$name=/d" <<< "$all" && echo $name=${value//-/})
  done
  sed '/^$/d' <<< "$all" | put $file
  has_step metadata || put_in_folder .env < $file
)
