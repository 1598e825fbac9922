#!/bin/bash
# shellcheck disable=SC2086,SC2154
step_compose() { give docker-compose.yml < /etc/kafka-node/docker-compose.yml; }
