#!/bin/bash
# The AWS CLI; it takes its credentials from the instance's role.
PATH=$PATH:/snap/bin

step_aws-cli() { type aws &> /dev/null || try "no AWS CLI, see above" install_aws; }

# Amazon Linux has it already, Ubuntu 24.04 has it as a snap only.
install_aws() {
  type apt-get &> /dev/null || { yum -qy install awscli-2 || yum -qy install awscli; return; }
  apt-get -qyo DPkg::Lock::Timeout=300 --no-install-recommends install awscli || snap install aws-cli --classic
}
