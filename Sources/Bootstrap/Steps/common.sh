#!/bin/bash
# shellcheck disable=SC1091,SC2034,SC2086,SC2154
# Makes this instance a broker. Each step may be cut off anywhere and run again.
set -euo pipefail
export HOME=/root COMPOSE_HTTP_TIMEOUT=300 DEBIAN_FRONTEND=noninteractive; umask 022
. /etc/kafka-node/node.env
repo=/opt/kafka-node result=/run/kafka-node wait=${WAIT:-300} disk=
folder=$repo/$DIRECTORY
# The UUID of this broker's volume tells it from every other.
uuid=$(sha256sum <<< "$CLUSTER $BROKER_ID" | cut --output-delimiter=- -c1-8,9-12,13-16,17-20,21-32)
say() { echo "kafka-node: $step: $*" >&2; }
fail() { say "error: $*" 2>&1 | tee $result >&2; exit 1; }
# Bash's SECONDS follows the wall clock, which is set while a machine boots.
uptime() { cut -d. -f1 /proc/uptime; }
try() {
  local end=$(($(uptime) + wait)) tries=0
  until "${@:2}"; do ((++tries < 3 || $(uptime) < end)) || fail "$1"; sleep 3; done
}
put() { cat > "$1.new" && sync "$1.new" && mv "$1.new" "$1"; } # atomic
plugged() { DOCKER_HOST=unix:/// docker compose version; } # no daemon
stack() {
  local compose='docker compose'
  plugged &> /dev/null || compose=docker-compose
  cd $folder && timeout 1h $compose "$@"
}
