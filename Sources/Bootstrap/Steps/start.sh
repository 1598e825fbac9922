#!/bin/bash
# shellcheck disable=SC2086,SC2154
start() {
  mountpoint -q $MOUNT || fail "no volume at $MOUNT"
  tune || say "kernel settings left as they are"
  systemctl start docker || {
    [ -z "$(lacking)" ] || try "no packages, see above" install
    systemctl start docker
  }
  systemctl -q is-enabled docker || systemctl enable docker || say "Docker is not enabled"
  try "the stack does not start, see above" up
}
tune() { # Kafka's advice; each log segment takes two map areas
  sysctl -qw vm.swappiness=1
  (($(sysctl -n vm.max_map_count) >= 262144)) || sysctl -qw vm.max_map_count=262144
}
up() {
  # Only an upstream file's own services can need the network for an image that is there.
  ! grep -qE '^ +(build|pull_policy):' $folder/docker-compose.yml || ! stored || return 0
  renew
}
stored() {
  local policy=''
  ! plugged || policy='--pull never'
  stack up -d --no-build $policy --remove-orphans && later+=' build'
} &> /dev/null
build() { try "images not built anew, see above: sudo kafka-node start" renew; }
renew() { stack up -d --build --quiet-pull --remove-orphans; }
stop() {
  if systemctl -q is-active docker; then stack stop; else say "Docker does not run, and so no container"; fi
}
