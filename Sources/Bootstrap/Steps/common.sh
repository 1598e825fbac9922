#!/bin/bash
# shellcheck disable=SC1091,SC2034,SC2086,SC2154
# Makes this instance a broker. Each step may be cut off anywhere and run again.
set -euo pipefail
export HOME=/root COMPOSE_HTTP_TIMEOUT=300
. /etc/kafka-node/node.env
checkout=/opt/kafka-node result=/run/kafka-node wait=${WAIT:-300}
# The UUID of this broker's volume tells it from every other.
uuid=$(md5sum <<< "$CLUSTER $BROKER_ID" | sed -E 's/(.{8})(.{4})(.{4})(.{4})(.{12}).*/\1-\2-\3-\4-\5/')
say() { echo "kafka-node: $step: $*" >&2; }
fail() { say "error: $*" 2>&1 | tee $result >&2; exit 1; }
try() {
  local end=$((SECONDS + wait)) tries=0
  until "${@:2}"; do ((++tries < 3 || SECONDS < end)) || fail "$1"; sleep 3; done
}
put() { cat > "$1.new" && sync "$1.new" && mv "$1.new" "$1"; } # whole or not at all
stack() {
  local compose='docker compose'
  $compose version &> /dev/null || compose=docker-compose
  cd $checkout/"$DIRECTORY" && $compose "$@"
}
