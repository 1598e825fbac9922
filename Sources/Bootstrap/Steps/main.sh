#!/bin/bash
# shellcheck disable=SC2034,SC2086,SC2154
# Runs the steps of a boot, in order; a step that fails ends it, but for those that the broker runs without.
boot() {
  # Cloud-init doesn't sync.
  sync
  for step in $STEPS; do
    if [ "$started" ]; then
      later+=" $step"
    elif [[ $step =~ ^(hosts|extra-packages|aws-cli|route53)$ ]]; then
      # They can take minutes without a network, and a node that was up starts with what they left.
      if can_wait; then failed=1; else run_aside; fi
      [ $failed = 0 ] || later+=" $step"
    else
      step_$step
      say 'done'
    fi
    [ $step != verify ] || started=yes
  done
}

# One command, which is also what is talked of until a step begins.
command=${1-}
step=$command
started=''
later=''
left=''
if [ "$command" = tool ] && (($# > 1)); then
  shift
elif (($# != 1)) || ! { has_step "$command" || [[ $command =~ ^(boot|stop|status|set-up)$ ]]; }; then
  echo "usage: kafka-node boot|stop|status|${STEPS// /|}|tool NAME ..." >&2
  exit 64
fi
[ $EUID = 0 ] || { say "only for root"; exit 1; }
case $command in
  set-up) set_up; exit ;;
  status) show_status; exit ;;
  tool) result=/dev/null; need_docker; kafka_tool "$@"; exit ;;
esac

# Every other changes something, so one at a time.
exec 9> $result.lock
flock -w $patience 9 || { say "error: another kafka-node is at work"; exit 1; }
say "not finished" 2> $result
trap keep_reason EXIT
case $command in
  boot) boot ;;
  stop) stop_containers; say 'done' ;;
  *)
    # Who it is, a node may learn only by its claim.
    [ "$BROKER_ID" ] || need_no_id
    step_$step
    say 'done'
    ;;
esac
# What the broker runs without is tried now that it is up.
for step in $later; do
  run_aside
  [ $failed = 0 ] || left+=$'\n'$trouble
done
step=$command
say "done at $(date)${left:+, without:$left}" 2> $result
if [ "$left" ]; then
  cat $result >&2
  [ $command = boot ]
fi
