#!/bin/bash
# shellcheck disable=SC2086,SC2154
step=$*
case " boot stop status $STEPS " in
  *" $step "*) [ $EUID = 0 ] || { say "only for root"; exit 1; } ;;
  *) echo "usage: kafka-node boot|stop|status|${STEPS// /|}" >&2; exit 64 ;;
esac
[ "$step" != status ] || { status; exit; }
exec 9> $result.lock
flock -w $wait 9 || result=/dev/null fail "another kafka-node is at work"
say "not finished" 2> $result
trap '[ $? = 0 ] || grep -q error: $result || fail "see above"' EXIT
[ "$step" != boot ] || { sync; set -- $STEPS; } # cloud-init doesn't sync
for step; do
  # Who it is, a node may learn only by its claim.
  [ "$BROKER_ID" ] || [[ " ${STEPS%%claim*}claim stop " = *" $step "* ]] ||
    fail "which broker this is isn't known before its volume is claimed: kafka-node boot"
  $step
  say 'done'
done
say "done at $(date)" 2> $result
