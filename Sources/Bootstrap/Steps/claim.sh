#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Attaches the data volume that is tagged for this broker; EC2 decides who gets it, and only what it says next counts.
kept=/etc/kafka-node/volume volume='' device=''
step_claim() {
  local asked='' look=none broker
  if claimed; then return; fi
  step_aws-cli
  wait_for_imds
  wait=$((wait * 4)) try "no data volume to claim in $zone, see above" claim_volume
  try "volume $volume is attached, and no disk here is it: reboot the instance" find_volume
  [ "$BROKER_ID" ] || become
  put $kept <<< "$volume"
}
is_claimed() { [ "$volume" ] || claimed || fail "no volume is claimed yet: kafka-node boot"; }
is_early() {
  [[ " ${STEPS%%claim*}claim stop " = *" $step "* ]] ||
    fail "which broker this is isn't known before its volume is claimed: kafka-node boot"
}
# At an earlier boot; where disks have no serial, the one under the name must be known by its UUID.
claimed() {
  local xen=${DEVICE/sd/xvd}
  [ -e $kept ] && volume=$(cat $kept) || return
  find_volume || { [ -b $xen ] && [ ! -L $xen ] && is_ours $xen; } || { volume=; return 1; }
}
# By its serial, the id without the hyphen; before Nitro there is none, and only what EC2 says counts.
find_volume() {
  local found
  found=$(lsblk -dnpo NAME,SERIAL |
    awk -v s=${volume/-/} -v x=${device/sd/xvd} '$2 == s || NF == 1 && $1 == x {print $1}') &&
    [ "$(wc -w <<< "$found")" = 1 ] && DEVICE=$found
}
claim_volume() {
  local all twice ours answer
  all=$(volumes) || return
  [ "$all" = "$look" ] || say "volumes of $CLUSTER: ${all:-none}"
  look=$all
  twice=$(cut -sf 6 <<< "$all" | sort | uniq -d)
  [ ! "$twice" ] || fail "broker $twice has several volumes: take the tag kafka-broker-id from all but the right one"
  ours=$(awk -v i=$instance '$4 == i {print $1}' <<< "$all")
  [ "$(wc -w <<< "$ours")" -lt 2 ] || fail "several volumes are attached here, so detach all but one:" $ours
  if [ "$ours" ]; then
    volume=$ours broker=$(awk -v v=$ours '$1 == v {print $6}' <<< "$all")
    device=$(awk -v v=$ours '$1 == v {print $5}' <<< "$all")
    return
  fi
  # What may be ours already is settled before another is asked for.
  awk -v v="$asked" '$1 == v && $4 == "None"' <<< "$all" | grep -q . || asked=
  for volume in ${asked:-$(awk -v z=$zone '$2 == z && $3 == "available" {print $1}' <<< "$all")}; do
    if answer=$(attach 2>&1); then asked=$volume
    elif [[ $answer =~ VolumeInUse|IncorrectState ]]; then
      # Another has it.
      [ "$asked" = $volume ] || continue
    else say "$answer"; asked=$volume
    fi
    return 1
  done
  return 1
}
# A request that is repeated unseen could be refused for what its first try has done.
attach() {
  AWS_MAX_ATTEMPTS=1 aws ec2 attach-volume --device $DEVICE --instance-id $instance --volume-id $volume
}
# Id, zone, state, holder, device, broker; without root volumes and those of a cluster of the same name.
volumes() {
  local tag="Tags[?Key=='kafka-broker-id']|[0].Value" own=${BROKER_ID:+tag:kafka-broker-id,Values=$BROKER_ID}
  local of='Attachments[0]' namesake="Tags[?Key=='kafka-cluster-id']|[0].Value"
  aws ec2 describe-volumes --output text \
    --filters Name=tag:kafka-cluster,Values=$CLUSTER Name=${own:-tag-key,Values=kafka-broker-id} \
    --query "Volumes[].[VolumeId,AvailabilityZone,State,$of.InstanceId,$of.Device,$tag,$namesake]" |
    awk -F '\t' -v id="${CLUSTER_ID:-None}" '$3 !~ /^delet/ && $5 !~ "^/dev/(xvda|sda1)$" && $7 == id' | sort
}
# The broker whose volume it is; then the step begins again as that one.
become() {
  cd /etc/kafka-node || return
  [ -e "broker-$broker.env" ] || fail "$volume is tagged for broker $broker, which is none of $CLUSTER"
  put docker-compose.yml < broker-$broker.yml
  put broker.env < broker-$broker.env
  exec $(tr '\0' ' ' < /proc/$$/cmdline)
}
