#!/bin/bash
# shellcheck disable=SC2034,SC2086,SC2154
# Services of an upstream file can ask for the network though their image is there: they start from what is stored, and
# are renewed after.
start_stored() {
  local policy=''
  grep -qE '^ +(build|pull_policy):' $folder/docker-compose.yml || return
  ! has_compose_plugin || policy='--pull never'
  compose up -d --no-build $policy --remove-orphans && later+=' build'
} &> /dev/null

step_build() { try "images not built anew, see above: sudo kafka-node start" renew_containers; }
