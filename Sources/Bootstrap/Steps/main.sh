#!/bin/bash
# shellcheck disable=SC2086,SC2154
step=$*
known=" set-up boot stop status $STEPS "
(($# < 2)) || [ "$1" != tool ] || step=tool known=' tool '
case $known in
  *" $step "*) [ $EUID = 0 ] || { say "only for root"; exit 1; } ;;
  *) echo "usage: kafka-node boot|stop|status|${STEPS// /|}|tool NAME ..." >&2; exit 64 ;;
esac
[ "$step" != set-up ] || { set_up; exit; }
[ "$step" != status ] || { status; exit; }
[ "$step" != tool ] || { result=/dev/null docker_runs; "$@"; exit; }
exec 9> $result.lock
flock -w $wait 9 || result=/dev/null fail "another kafka-node is at work"
say "not finished" 2> $result
trap reason EXIT
asked=$step left=''
# Cloud-init doesn't sync.
[ "$asked" != boot ] || { sync; set -- $STEPS; }
for step; do
  # Who it is, a node may learn only by its claim.
  [ "$BROKER_ID" ] || is_early
  case $asked:$step in
    boot:aws-cli | boot:hosts | boot:route53)
      # They can take minutes without a network, and a node that was up has its name and address.
      [ ! -e $repo ] || [ $step = hosts ] || { later+=" $step"; continue; }
      aside step_$step
      [ $failed = 0 ] || { later+=" $step"; continue; } ;;
    boot:kafka-manager | boot:lifecycle-hook) later+=" $step"; continue ;;
    set-up:* | stop:*) $step ;;
    *) step_$step ;;
  esac
  say 'done'
done
for step in $later; do
  aside step_$step
  if [ $failed = 0 ]; then say 'done'; else left+=$'\n'$trouble; fi
done
say "done at $(date)${left:+, without:$left}" 2> $result
[ ! "$left" ] || { cat $result >&2; [ "$asked" = boot ]; }
