#!/bin/bash
# shellcheck disable=SC2086,SC2154
# For instances that aren't Nitro: their disks have no model, so only the metadata service tells instance stores.
on_xen() {
  try "the instance metadata service does not answer, so $disk is untouched" list_stores
  ! grep -qxF "$(letters <<< $disk)" <<< "$stores" ||
    fail "$disk is an instance store, empty after a stop: attach a volume as $DEVICE, $again"
}
list_stores() {
  local url=http://169.254.169.254/latest token kind kinds name
  token=$(curl -sfm 5 --noproxy '*' -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' $url/api/token) || return
  url=$url/meta-data/block-device-mapping
  kinds=$(curl -sfm 5 --noproxy '*' -H "X-aws-ec2-metadata-token: $token" $url/) || return
  stores=
  for kind in $kinds; do
    [[ $kind = ephemeral* ]] || continue
    name=$(curl -sfm 5 --noproxy '*' -H "X-aws-ec2-metadata-token: $token" $url/$kind) || return
    stores+=$(letters <<< $name)$'\n'
  done
}
