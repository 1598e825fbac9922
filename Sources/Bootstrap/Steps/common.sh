#!/bin/bash
# shellcheck disable=SC1091,SC2034,SC2086,SC2154
# Makes this instance a broker of the cluster. At every boot kafka-node.service calls `kafka-node boot`, which runs the
# steps below in their order: step NAME is the function step_NAME, and `sudo kafka-node NAME` runs it alone. A step
# looks at what is there and does what is missing, so it may be cut off anywhere and run again.
# CAPITALS are settings, of /etc/kafka-node/node.env; small letters are the script's own.
set -euo pipefail
umask 022
# What compose and git would take from the environment of whoever calls.
unset ${!COMPOSE_@} ${!GIT_@}
export HOME=/root COMPOSE_HTTP_TIMEOUT=300 DEBIAN_FRONTEND=noninteractive GIT_TERMINAL_PROMPT=0
# Bash keeps here-strings in files; a full root disk takes none. Others may want to run what they keep there.
TMPDIR=/run
export -n TMPDIR
. /etc/kafka-node/node.env

# Where the last run ended, how many seconds a step waits, and the checkout with compose's folder in it.
result=/run/kafka-node
patience=${WAIT:-300}
repo=/opt/kafka-node
folder=$repo/$DIRECTORY
compose_file=/etc/kafka-node/docker-compose.yml

# The UUID of a broker's volume tells it from every other: made of the cluster's name, the broker's id and, where there
# is one, the cluster's id, which tells it from those of a namesake.
volume_uuid() { sha256sum <<< "$*" | cut --output-delimiter=- -c1-8,9-12,13-16,17-20,21-32; }
uuid=$(volume_uuid $CLUSTER $BROKER_ID ${CLUSTER_ID-})
uuid_without_id=$(volume_uuid $CLUSTER $BROKER_ID)

# Says something about the step.
say() { echo "kafka-node: $step: $*" >&2; }

# Ends the run, or the subshell, with a reason, which is also what `kafka-node status` shows.
fail() {
  say "error: $*" 2>&1 | tee $result >&2
  exit 1
}

# The seconds since the machine started: bash's SECONDS follows the clock, which is set while a machine boots.
seconds_up() { cut -d. -f1 /proc/uptime; }

# Runs a command until it succeeds, at least three times and so many times the patience. In the command bash doesn't
# stop at an error.
persist() {
  local end=$(($(seconds_up) + $1 * patience)) tries=0
  until "${@:2}"; do
    ((++tries < 3 || $(seconds_up) < end)) || return
    sleep 3
  done
}

# Runs a command until it succeeds, or fails with the message.
try() { persist 1 "${@:2}" || fail "$1"; }

# Writes standard input to a file: at once, through no link, and not at all where the file is the same already, for a
# full disk has no room for it.
put() {
  local text
  # The dot keeps newlines at the end.
  text=$(cat && echo .)
  [ -L "$1" ] || ! printf %s "${text%.}" | cmp -s - "$1" || return 0
  rm -f "$1.new" && printf %s "${text%.}" > "$1.new" && sync "$1.new" && mv -T "$1.new" "$1"
}

# Writes standard input to a file of compose's folder, of which no part may be a link of the checkout.
put_in_folder() {
  [ -d $folder ] || fail "no folder $DIRECTORY in $repo"
  [ "$(readlink -f $folder)" = "$(readlink -f $repo)/$DIRECTORY" ] ||
    fail "$folder is behind a link, so nothing is written there"
  put $folder/$1
}

# No step writes to the mount point while the volume isn't there.
need_volume() { mountpoint -q $MOUNT || fail "no volume at $MOUNT"; }

# A client that calls a Docker that waits for the volume waits with it.
docker_runs() { systemctl -q is-active docker; }
need_docker() { docker_runs || fail "Docker does not run: sudo kafka-node boot"; }

# Whether Docker has the plugin compose, asked without the daemon.
has_compose_plugin() { DOCKER_HOST=unix:/// docker compose version &> /dev/null; }

# Runs compose with this node's one file: it reads no override file, no compose.yaml and no other .env of the checkout.
compose() {
  local command='docker compose'
  has_compose_plugin || command=docker-compose
  cd /
  timeout 1h $command -f $folder/docker-compose.yml --project-directory $folder --env-file $folder/.env "$@"
}

# Whether the node has the step.
has_step() { [[ " $STEPS " = *" $1 "* ]]; }

# Whether a step may be left for after the start: at the boot of a node that was up before.
can_wait() { [ $command = boot ] && [ ! "$started" ] && [ -e $repo ]; }

# Runs the step so that its failure ends nothing: `failed` is its status and `trouble` what it said. Not for use in a
# condition, where bash stops at no error.
run_aside() {
  set +e
  (
    set -e
    trap keep_reason EXIT
    say "not finished" 2> $result
    step_$step
    say 'done'
  )
  failed=$?
  set -e
  trouble=$(cat $result)
  say "not finished" 2> $result
}

# A failure without words of its own has a reason too.
keep_reason() { [ $? = 0 ] || grep -q error: $result || fail "see above"; }
