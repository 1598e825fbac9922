#!/bin/bash
# shellcheck disable=SC2046,SC2086,SC2154
# Where the claimed volume is noted.
kept=/etc/kafka-node/volume
# The claimed volume, the name that EC2 attached it under and its broker; the volume that was asked for, and the last
# list of all.
volume=''
device=''
broker=''
asked=''
shown=none

# Attaches the data volume that is tagged for this broker; EC2 decides who gets it, and only what it says next counts.
step_claim() {
  if is_claimed; then return; fi
  step_aws-cli
  wait_for_imds
  persist 4 claim_volume || fail "no data volume to claim in $zone, see above"
  try "volume $volume is attached, and no disk here is it: reboot the instance" find_volume
  [ "$BROKER_ID" ] || become_broker
  put $kept <<< "$volume"
}

# No disk is touched before the claim says which.
need_claim() { [ "$volume" ] || is_claimed || fail "no volume is claimed yet: kafka-node boot"; }

# A node that doesn't know its id runs nothing but the steps up to the claim.
need_no_id() {
  [[ " ${STEPS%%claim*}claim " = *" $step "* ]] ||
    fail "which broker this is isn't known before its volume is claimed: kafka-node boot"
}

# Whether the volume of an earlier boot is here; where disks have no serial, the one under the name must be known by its
# UUID.
is_claimed() {
  local xen=${DEVICE/sd/xvd}
  [ -e $kept ] && volume=$(cat $kept) || return
  if find_volume; then return; fi
  if [ -b $xen ] && [ ! -L $xen ] && is_ours $xen; then return; fi
  volume=''
  return 1
}

# Finds its disk by the serial, the id without the hyphen; before Nitro there is none, and only what EC2 says counts.
find_volume() {
  local found
  found=$(lsblk -dnpo NAME,SERIAL |
    awk -v s=${volume/-/} -v x=${device/sd/xvd} '$2 == s || NF == 1 && $1 == x {print $1}') || return
  [ "$(wc -w <<< "$found")" = 1 ] && DEVICE=$found
}

# Succeeds when EC2 says that the volume is attached here, and else asks for it.
claim_volume() {
  local all ours twice
  all=$(list_volumes) || return
  [ "$all" = "$shown" ] || say "volumes of $CLUSTER: ${all:-none}"
  shown=$all
  twice=$(cut -sf 6 <<< "$all" | sort | uniq -d)
  [ ! "$twice" ] || fail "broker $twice has several volumes: take the tag kafka-broker-id from all but the right one"
  ours=$(awk -v i=$instance '$4 == i {print $1, $5, $6}' <<< "$all")
  (($(wc -w <<< "$ours") < 4)) ||
    fail "several volumes are attached here, so detach all but one:" $(cut -d ' ' -f 1 <<< "$ours")
  read -r volume device broker <<< "$ours"
  [ ! "$volume" ] || return 0
  ask_for_volume "$all"
  # Its answer doesn't count, but the next list.
  return 1
}

# Asks for one free volume of the zone, the next one if another instance has it; what may be ours already is settled
# before another is asked for.
ask_for_volume() {
  local candidate answer
  awk -v v="$asked" '$1 == v && $4 == "None"' <<< "$1" | grep -q . || asked=''
  for candidate in ${asked:-$(awk -v z=$zone '$2 == z && $3 == "available" {print $1}' <<< "$1")}; do
    if ! answer=$(attach $candidate 2>&1); then
      if [[ $answer =~ VolumeInUse|IncorrectState ]]; then
        [ "$asked" = $candidate ] || continue
      else
        say "$answer"
      fi
    fi
    asked=$candidate
    return
  done
}

# A request that is repeated unseen could be refused for what its first try has done.
attach() { AWS_MAX_ATTEMPTS=1 aws ec2 attach-volume --device $DEVICE --instance-id $instance --volume-id $1; }

# Prints id, zone, state, holder, device and broker of the cluster's volumes, without root volumes and those of a
# cluster of the same name.
list_volumes() {
  local tag="Tags[?Key=='kafka-broker-id']|[0].Value" own=${BROKER_ID:+tag:kafka-broker-id,Values=$BROKER_ID}
  local of='Attachments[0]' namesake="Tags[?Key=='kafka-cluster-id']|[0].Value"
  aws ec2 describe-volumes --output text \
    --filters Name=tag:kafka-cluster,Values=$CLUSTER Name=${own:-tag-key,Values=kafka-broker-id} \
    --query "Volumes[].[VolumeId,AvailabilityZone,State,$of.InstanceId,$of.Device,$tag,$namesake]" |
    awk -F '\t' -v id="${CLUSTER_ID:-None}" '$3 !~ /^delet/ && $5 !~ "^/dev/(xvda|sda1)$" && $7 == id' | sort
}

# Makes the node the broker whose volume it has; then the command begins again as that one.
become_broker() {
  local own=/etc/kafka-node/broker-$broker
  [ -e $own.env ] || fail "$volume is tagged for broker $broker, which is none of $CLUSTER"
  put $compose_file < $own.yml
  put /etc/kafka-node/broker.env < $own.env
  exec "$0" $command
}
