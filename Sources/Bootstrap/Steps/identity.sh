#!/bin/bash
# shellcheck disable=SC2086,SC2154
# What only the instance knows, for compose's .env: from its metadata service, by IMDSv2.
identity() {
  local url=http://169.254.169.254/latest token='' here='' pair value lines=''
  # On Nitro the firmware has the instance's id, which says whose the values of an earlier boot are.
  { read -r here < /sys/class/dmi/id/board_asset_tag; } 2> /dev/null || :
  if imds_token || ! earlier; then
    try "the instance metadata service does not answer" imds_token
    for pair in $INSTANCE_METADATA; do
      value=$(imds -H "X-aws-ec2-metadata-token: $token" "$url/meta-data/${pair#*=}") ||
        fail "the instance has no ${pair#*=}"
      [[ $value =~ ^[A-Za-z0-9.:_-]+$ ]] || fail "${pair#*=} is neither name nor address"
      lines+=${pair%%=*}=$value$'\n'
    done
  fi
  (umask 077; { cat $MOUNT/.kafka-node && { [ ! "$here" ] || echo "# $here"; } && echo "${lines%$'\n'}"; } | give .env)
}
# Public names change when an instance is stopped, private ones never.
earlier() {
  [[ $here = i-* && $INSTANCE_METADATA != *=public-* ]] || return
  lines=$(sed "1,/^# $here\$/d" $folder/.env 2> /dev/null)
  for pair in $INSTANCE_METADATA; do grep -q "^${pair%%=*}=." <<< "$lines" || return; done
  say "the instance metadata service does not answer, so the values stay"
}
imds_token() { token=$(imds -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$url/api/token"); }
imds() { curl -sfm 5 --noproxy '*' "$@"; }
