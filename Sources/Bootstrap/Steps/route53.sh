#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Points the node's name at its address, once the volume is mounted, so that no predecessor uses the name any more.
step_route53() {
  wait_for_imds
  try "no record $HOST in hosted zone $HOSTED_ZONE, see above" upsert
}

upsert() {
  local address
  address=$(imds local-ipv4) || return
  aws route53 change-resource-record-sets --hosted-zone-id $HOSTED_ZONE --change-batch \
    '{"Changes": [{"Action": "UPSERT", "ResourceRecordSet": {"Name": "'$HOST'", "Type": "A", "TTL": 60,
      "ResourceRecords": [{"Value": "'$address'"}]}}]}' > /dev/null
}
