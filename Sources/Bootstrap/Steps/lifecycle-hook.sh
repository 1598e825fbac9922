#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Tells the Auto Scaling group when the replicas are in sync, so that it can go on to the next broker.
step_lifecycle-hook() {
  local answer
  need_docker
  wait_for_imds
  if ! answer=$(tell_group record-lifecycle-action-heartbeat 2>&1); then
    # After the first boot nobody waits.
    [[ $answer = *'No active Lifecycle Action'* ]] || fail "$answer"
    return 0
  fi
  persist 144 is_in_sync || fail "replicas are still out of sync after half a day, see above"
  try "the group does not take the answer, see above" \
    tell_group complete-lifecycle-action --lifecycle-action-result CONTINUE
}

tell_group() {
  aws autoscaling $1 --auto-scaling-group-name $GROUP --lifecycle-hook-name in-service --instance-id $instance "${@:2}"
}

# Whether no replica lags; else the group is told that it takes longer.
is_in_sync() {
  local lagging
  lagging=$(kafka_tool timeout 300 kafka-topics --bootstrap-server $BOOTSTRAP --describe \
    --under-replicated-partitions) || lagging='no answer'
  [ "$lagging" ] || return 0
  say "$(wc -l <<< "$lagging") partitions are out of sync"
  tell_group record-lifecycle-action-heartbeat || :
  sleep 30
  return 1
}
