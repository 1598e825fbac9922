#!/bin/bash
# shellcheck disable=SC2086,SC2154
step_start() {
  mountpoint -q $MOUNT || fail "no volume at $MOUNT"
  tune || say "kernel settings left as they are"
  systemctl start docker || {
    [ -z "$(lacking)" ] || try "no packages, see above" install
    systemctl start docker
  }
  systemctl -q is-enabled docker || systemctl enable docker || say "Docker is not enabled"
  try "the stack does not start, see above" up
}
# Kafka's advice; each log segment takes two map areas.
tune() {
  sysctl -qw vm.swappiness=1
  (($(sysctl -n vm.max_map_count) >= 262144)) || sysctl -qw vm.max_map_count=262144
}
up() { ! declare -F stored > /dev/null || ! stored || return 0; renew; }
renew() { stack up -d --build --quiet-pull --remove-orphans; }
stop() {
  if systemctl -q is-active docker; then stack stop; else say "Docker does not run, and so no container"; fi
}
