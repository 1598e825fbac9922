#!/bin/bash
# shellcheck disable=SC1091,SC2034,SC2086,SC2154
# Makes this instance a broker. Each step may be cut off anywhere and run again.
set -euo pipefail
# What compose and git would take from the environment of whoever calls.
unset ${!COMPOSE_@} ${!GIT_@}
export HOME=/root COMPOSE_HTTP_TIMEOUT=300 DEBIAN_FRONTEND=noninteractive GIT_TERMINAL_PROMPT=0; umask 022
# Bash keeps here-strings in files; a full root disk takes none. Others may want to run what they keep there.
TMPDIR=/run; export -n TMPDIR
. /etc/kafka-node/node.env
repo=/opt/kafka-node result=/run/kafka-node wait=${WAIT:-300} disk=
folder=$repo/$DIRECTORY
# The UUID of this broker's volume tells it from every other, with a cluster id also from those of a namesake.
volume_uuid() { sha256sum <<< "$*" | cut --output-delimiter=- -c1-8,9-12,13-16,17-20,21-32; }
uuid=$(volume_uuid $CLUSTER $BROKER_ID ${CLUSTER_ID-})
say() { echo "kafka-node: $step: $*" >&2; }
fail() { say "error: $*" 2>&1 | tee $result >&2; exit 1; }
# Bash's SECONDS follows the wall clock, which is set while a machine boots.
uptime() { cut -d. -f1 /proc/uptime; }
try() {
  local end=$(($(uptime) + wait)) tries=0
  until "${@:2}"; do ((++tries < 3 || $(uptime) < end)) || fail "$1"; sleep 3; done
}
# What is there already isn't written: a full disk has no room for it.
put() { local text; text=$(cat; echo .); holds "$1" || write "$1"; }
holds() { [ ! -L "$1" ] && printf %s "${text%.}" | cmp -s - "$1"; }
# Atomic, and through no link.
write() {
  rm -f "$1.new" && printf %s "${text%.}" > "$1.new" && sync "$1.new" && [ ! -d "$1" ] && mv "$1.new" "$1"
}
# Compose a file in the checkout, whose own links lead nowhere.
give() {
  [ -d $folder ] || fail "no folder $DIRECTORY in $repo"
  [ "$(readlink -f $folder)" = "$(readlink -f $repo)/$DIRECTORY" ] ||
    fail "$folder is behind a link, so nothing is written there"
  put $folder/$1
}
# No daemon.
plugged() { DOCKER_HOST=unix:/// docker compose version; }
# By one file: compose reads no override file, no compose.yaml and no other .env of the checkout.
stack() {
  local compose='docker compose'
  plugged &> /dev/null || compose=docker-compose
  cd / && timeout 1h $compose -f $folder/docker-compose.yml --project-directory $folder --env-file $folder/.env "$@"
}
# A client that calls a Docker that waits for the volume waits with it.
docker_runs() { systemctl -q is-active docker || fail "Docker does not run: sudo kafka-node boot"; }
# A function whose failure ends nothing; not in a condition, where bash stops at no error.
aside() {
  set +e
  (set -e; trap reason EXIT; say "not finished" 2> $result; $1)
  failed=$?
  set -e
  trouble=$(cat $result)
  say "not finished" 2> $result
}
reason() { [ $? = 0 ] || grep -q error: $result || fail "see above"; }
# What the broker does without is left for after its start.
later='' failed=0 trouble=''
