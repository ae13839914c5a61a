#!/bin/bash
# Gives the page cache back before the weights are loaded: on unified memory it counts as used.
sync
sysctl -q -w vm.drop_caches=3
echo "page cache dropped"
