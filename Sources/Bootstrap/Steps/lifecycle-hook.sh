#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Tells the Auto Scaling group when the replicas are in sync, so that it can go on to the next broker.
step_lifecycle-hook() {
  local hook answer
  docker_runs
  wait_for_imds
  hook="--auto-scaling-group-name $GROUP --lifecycle-hook-name in-service --instance-id $instance"
  # After the first boot nobody waits.
  answer=$(aws autoscaling record-lifecycle-action-heartbeat $hook 2>&1) || {
    [[ $answer = *'No active Lifecycle Action'* ]] || fail "$answer"
    return 0
  }
  wait=$((wait * 144)) try "replicas are still out of sync after half a day, see above" in_sync
  try "the group does not take the answer, see above" \
    aws autoscaling complete-lifecycle-action $hook --lifecycle-action-result CONTINUE
}
in_sync() {
  local lagging
  lagging=$(tool timeout 300 kafka-topics --bootstrap-server $BOOTSTRAP --describe \
    --under-replicated-partitions) || lagging='no answer'
  [ "$lagging" ] || return 0
  say "$(wc -l <<< "$lagging") partitions are out of sync"
  aws autoscaling record-lifecycle-action-heartbeat $hook || :
  sleep 30
  return 1
}
