#!/bin/bash
# shellcheck disable=SC2015,SC2086,SC2154
# Shows where the last run ended, the volume, the containers, the brokers and where the passwords are.
show_status() {
  set +e
  cat $result
  findmnt -o SOURCE,UUID,SIZE,AVAIL,TARGET $MOUNT || echo "no volume at $MOUNT"
  docker_runs && timeout 60 docker ps -a && is_registered || echo "no broker"
  echo "passwords: sudo cat $MOUNT/.kafka-node"
}
