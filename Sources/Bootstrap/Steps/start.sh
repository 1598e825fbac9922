#!/bin/bash
# shellcheck disable=SC2086,SC2154
start() {
  mountpoint -q $MOUNT || fail "no volume at $MOUNT"
  tune || say "kernel settings left as they are"
  systemctl enable --now docker
  try "the stack does not start, see above" stack up -d --build --quiet-pull --remove-orphans
}
tune() { # Kafka's advice; each log segment takes two map areas
  sysctl -qw vm.swappiness=1
  (($(sysctl -n vm.max_map_count) >= 262144)) || sysctl -qw vm.max_map_count=262144
}
stop() { stack stop; }
