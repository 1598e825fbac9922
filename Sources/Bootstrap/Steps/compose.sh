#!/bin/bash
# shellcheck disable=SC2154
# Puts this node's compose file in the place of the repository's.
step_compose() { put_in_folder docker-compose.yml < "$compose_file"; }
