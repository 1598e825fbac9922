#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Docker's own networks get addresses that no node has, before Docker starts for the first time.
step_networks() {
  local file=/etc/docker/daemon.json bridge='' subnet=''
  [ -e $file ] || { mkdir -p ${file%/*}; put $file <<< "$DOCKER_DAEMON"; }
  [ "$(cat $file)" = "$DOCKER_DAEMON" ] || say "the addresses of Docker's bridge are left as $file has them"
  # What follows is for a node that ran with others before.
  systemctl -q is-active docker || return 0
  subnet=$(compose_subnet) || :
  if [ "$subnet" ] && grep -qw subnet $stack_file && ! grep -qF "$subnet" $stack_file; then stack down || :; fi
  bridge=$(ip -4 -o address show docker0 2> /dev/null | awk '{print $4}') || :
  if [ "$bridge" ] && [ "$(cat $file)" = "$DOCKER_DAEMON" ] && [[ $DOCKER_DAEMON != *"\"$bridge\""* ]]; then
    stack stop || :
    systemctl restart docker
  fi
}
stack_file=/etc/kafka-node/docker-compose.yml
compose_subnet() {
  local ids
  ids=$(docker network ls -qf label=com.docker.compose.network=default) && [ "$ids" ] &&
    docker network inspect -f '{{range .IPAM.Config}}{{.Subnet}}{{end}}' $ids
}
