#!/bin/bash
# shellcheck disable=SC2034,SC2086,SC2154
# The AWS CLI; it takes its credentials from the instance's role.
PATH=$PATH:/snap/bin
aws-cli() { type aws &> /dev/null || try "no AWS CLI, see above" install_aws; }
# Amazon Linux has it already, Ubuntu 24.04 has it as a snap only.
install_aws() {
  type apt-get &> /dev/null || { yum -qy install awscli-2 || yum -qy install awscli; return; }
  apt-get -qyo DPkg::Lock::Timeout=300 --no-install-recommends install awscli || snap install aws-cli --classic
}
locate() {
  instance=$(about instance-id) && zone=$(about placement/availability-zone) &&
    AWS_DEFAULT_REGION=$(about placement/region) && export AWS_DEFAULT_REGION AWS_PAGER=
}
# By IMDSv2.
about() {
  local token url=http://169.254.169.254/latest
  token=$(curl -sfm 5 --noproxy '*' -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' $url/api/token) &&
    curl -sfm 5 --noproxy '*' -H "X-aws-ec2-metadata-token: $token" $url/meta-data/$1
}
