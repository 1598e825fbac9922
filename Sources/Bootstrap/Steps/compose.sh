#!/bin/bash
# shellcheck disable=SC2086,SC2154
compose() { give docker-compose.yml < /etc/kafka-node/docker-compose.yml; }
