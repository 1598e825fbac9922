#!/bin/bash
# shellcheck disable=SC2086,SC2154
# What only the instance knows, for compose's .env: from its metadata service.
step_metadata() {
  local here='' values='' lines
  # On Nitro the firmware has the instance's id, which says whose the values of an earlier boot are.
  { read -r here < /sys/class/dmi/id/board_asset_tag; } 2> /dev/null || :
  if ! imds_token > /dev/null && values=$(earlier_values "$here"); then
    say "the instance metadata service does not answer, so the values stay"
  else
    try "the instance metadata service does not answer" imds_token > /dev/null
    values=$(instance_values)
  fi
  lines=$(cat $MOUNT/.kafka-node)
  # For root alone, as the secrets are.
  (umask 077 && printf '%s\n' "$lines" ${here:+"# $here"} "$values" | put_in_folder .env)
}

# Prints each variable with its value.
instance_values() {
  local pair value
  for pair in $INSTANCE_METADATA; do
    value=$(imds ${pair#*=}) || fail "the instance has no ${pair#*=}"
    [[ $value =~ ^[A-Za-z0-9.:_-]+$ ]] || fail "${pair#*=} is neither name nor address"
    echo ${pair%%=*}=$value
  done
}

# Prints the variables as the same instance had them at an earlier boot: public names change when an instance is
# stopped, private ones never.
earlier_values() {
  local pair values
  [[ $1 = i-* && $INSTANCE_METADATA != *=public-* ]] || return
  values=$(sed "1,/^# $1\$/d" $folder/.env 2> /dev/null) || return
  for pair in $INSTANCE_METADATA; do
    grep -q "^${pair%%=*}=." <<< "$values" || return
  done
  echo "$values"
}
