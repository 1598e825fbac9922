#!/bin/bash
# shellcheck disable=SC2046,SC2086,SC2154
# Made once, kept on the volume for root alone; compose reads them from .env.
secrets() (
  umask 077
  file=$MOUNT/.kafka-node
  touch $file
  for name in $SECRETS; do
    grep -q $name $file || put $file <<< "$(cat $file; echo $name=$(od -An -N16 -tx1 /dev/urandom | tr -d ' '))"
  done
  put $folder/.env < $file
)
