#!/bin/bash
# shellcheck disable=SC2015,SC2086,SC2154
status() {
  set +e
  cat $result
  findmnt -o SOURCE,UUID,SIZE,AVAIL,TARGET $MOUNT || echo "no volume at $MOUNT"
  systemctl -q is-active docker && timeout 60 docker ps -a && registered || echo "no broker"
  echo "passwords: sudo cat $MOUNT/.kafka-node"
}
