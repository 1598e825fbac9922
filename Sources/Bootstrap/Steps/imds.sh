#!/bin/bash
# shellcheck disable=SC2034,SC2086,SC2154
# What the instance metadata service says (IMDSv2): it wants a token with each question, and no proxy between.
imds_url=http://169.254.169.254/latest

# Prints a token: the service answers.
imds_token() {
  curl -sfm 5 --noproxy '*' -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' $imds_url/api/token
}

# Prints the value of a category.
imds() {
  local token
  token=$(imds_token) || return
  curl -sfm 5 --noproxy '*' -H "X-aws-ec2-metadata-token: $token" $imds_url/meta-data/$1
}

# Where the instance is, for the AWS CLI and for those that name it there.
locate() {
  instance=$(imds instance-id) && zone=$(imds placement/availability-zone) || return
  AWS_DEFAULT_REGION=$(imds placement/region) || return
  export AWS_DEFAULT_REGION AWS_PAGER=
}

# Waits until the service answers, and keeps where the instance is.
wait_for_imds() { try "the instance metadata service does not answer" locate; }
