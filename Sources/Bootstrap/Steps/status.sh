#!/bin/bash
# shellcheck disable=SC2086,SC2154
status() {
  set +e
  cat $result
  findmnt -o SOURCE,UUID,SIZE,AVAIL,TARGET $MOUNT || echo "no volume at $MOUNT"
  docker ps -a
  registered
  echo "passwords: sudo cat $MOUNT/.kafka-node"
}
