#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Starts Docker and all containers.
step_start() {
  need_volume
  tune_kernel || say "kernel settings left as they are"
  if ! systemctl start docker; then
    [ -z "$(missing_packages)" ] || need_packages
    systemctl start docker
  fi
  systemctl -q is-enabled docker || systemctl enable docker || say "Docker is not enabled"
  try "the stack does not start, see above" start_containers
}

# Kafka's advice; each log segment takes two map areas.
tune_kernel() {
  sysctl -qw vm.swappiness=1
  (($(sysctl -n vm.max_map_count) >= 262144)) || sysctl -qw vm.max_map_count=262144
}

# As they are stored, where an upstream file would ask the network for them.
start_containers() {
  if declare -F start_stored > /dev/null && start_stored; then return; fi
  renew_containers
}

renew_containers() { compose up -d --build --quiet-pull --remove-orphans; }

stop_containers() {
  if docker_runs; then
    compose stop
  else
    say "Docker does not run, and so no container"
  fi
}
