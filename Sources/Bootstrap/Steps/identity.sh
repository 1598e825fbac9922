#!/bin/bash
# shellcheck disable=SC2086,SC2154
# What only the instance knows, for compose's .env: from its metadata service, by IMDSv2.
identity() {
  local url=http://169.254.169.254/latest token='' pair value lines=''
  try "the instance metadata service does not answer" imds_token
  for pair in $INSTANCE_METADATA; do
    value=$(imds -H "X-aws-ec2-metadata-token: $token" "$url/meta-data/${pair#*=}") ||
      fail "the instance has no ${pair#*=}"
    [[ $value =~ ^[A-Za-z0-9.:_-]+$ ]] || fail "${pair#*=} is neither name nor address"
    lines+=${pair%%=*}=$value$'\n'
  done
  (umask 077; cat $MOUNT/.kafka-node - <<< "$lines" | put $folder/.env)
}
imds_token() { token=$(imds -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$url/api/token"); }
imds() { curl -sfm 5 --noproxy '*' "$@"; }
