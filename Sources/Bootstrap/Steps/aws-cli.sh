#!/bin/bash
# shellcheck disable=SC2034
# The AWS CLI, which takes its credentials from the instance's role; as a snap it is in a place of its own.
PATH=$PATH:/snap/bin
step_aws-cli() { type aws &> /dev/null || try "no AWS CLI, see above" install_aws; }

# Amazon Linux has it already, Ubuntu 24.04 has it as a snap only.
install_aws() {
  if is_debian; then
    apt-get -qq update
    install_packages awscli || snap install aws-cli --classic
  else
    install_packages awscli-2 || install_packages awscli
  fi
}
