#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Gives Docker's own networks addresses that no node has, before Docker starts for the first time.
step_networks() {
  local file=/etc/docker/daemon.json bridge subnet
  if [ ! -e $file ]; then
    mkdir -p ${file%/*}
    put $file <<< "$DOCKER_DAEMON"
  fi
  [ "$(cat $file)" = "$DOCKER_DAEMON" ] || say "the addresses of Docker's bridge are left as $file has them"
  # What follows is for a node that ran with others before.
  docker_runs || return 0
  subnet=$(compose_subnet) || :
  if [ "$subnet" ] && grep -qw subnet $compose_file && ! grep -qF "$subnet" $compose_file; then
    compose down || :
  fi
  bridge=$(ip -4 -o address show docker0 2> /dev/null | awk '{print $4}') || :
  if [ "$bridge" ] && [ "$(cat $file)" = "$DOCKER_DAEMON" ] && [[ $DOCKER_DAEMON != *"\"$bridge\""* ]]; then
    compose stop || :
    systemctl restart docker
  fi
}

# Prints the addresses that compose's network has.
compose_subnet() {
  local ids
  ids=$(docker network ls -qf label=com.docker.compose.network=default) && [ "$ids" ] || return
  docker network inspect -f '{{range .IPAM.Config}}{{.Subnet}}{{end}}' $ids
}
