#!/bin/bash
# shellcheck disable=SC2086,SC2154
start() {
  mountpoint -q $MOUNT || fail "no volume at $MOUNT"
  systemctl enable --now docker
  try "the stack does not start, see above" stack up -d --build --quiet-pull --remove-orphans
}
stop() { stack stop; }
