#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Made once, kept on the volume for root alone; compose reads them from .env.
secrets() (
  umask 077
  file=$MOUNT/.kafka-node
  [ -e $file ] || for name in APPLICATION_SECRET KAFKA_MANAGER_PASSWORD; do
    echo "$name=$(od -An -N16 -tx1 /dev/urandom | tr -d ' ')"
  done | put $file
  put $folder/.env < $file
)
