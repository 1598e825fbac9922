#!/bin/bash
# shellcheck disable=SC2086
step_directories() { cd $MOUNT && mkdir -p $DATA_DIRECTORIES && chown -R $OWNER $DATA_DIRECTORIES; }
