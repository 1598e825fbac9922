#!/bin/bash
# shellcheck disable=SC1091,SC2034,SC2086,SC2154
# Makes this instance a broker. Each step may be cut off anywhere and run again.
set -euo pipefail
export HOME=/root COMPOSE_HTTP_TIMEOUT=300 DEBIAN_FRONTEND=noninteractive; umask 022
. /etc/kafka-node/node.env
repo=/opt/kafka-node result=/run/kafka-node wait=${WAIT:-300} disk=
folder=$repo/$DIRECTORY
# The UUID of this broker's volume tells it from every other, with a cluster id also from those of a namesake.
volume_uuid() { sha256sum <<< "$*" | cut --output-delimiter=- -c1-8,9-12,13-16,17-20,21-32; }
uuid=$(volume_uuid $CLUSTER $BROKER_ID ${CLUSTER_ID-})
say() { echo "kafka-node: $step: $*" >&2; }
fail() { say "error: $*" 2>&1 | tee $result >&2; exit 1; }
try() {
  local end=$((SECONDS + wait)) tries=0
  until "${@:2}"; do ((++tries < 3 || SECONDS < end)) || fail "$1"; sleep 3; done
}
put() { cat > "$1.new" && sync "$1.new" && mv "$1.new" "$1"; } # atomic
plugged() { DOCKER_HOST=unix:/// docker compose version; } # no daemon
stack() {
  local compose='docker compose'
  plugged &> /dev/null || compose=docker-compose
  cd $folder && timeout 1h $compose "$@"
}
