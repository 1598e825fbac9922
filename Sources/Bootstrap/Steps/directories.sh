#!/bin/bash
# shellcheck disable=SC2086
# Makes the services' directories, which belong to the user of their containers with all that is in them.
step_directories() {
  need_volume
  cd $MOUNT || exit
  mkdir -p $DATA_DIRECTORIES
  chown -R $OWNER $DATA_DIRECTORIES
}
