#!/bin/bash
# Process 1 of a container of era A: Ray in the foreground, on the head or on a node that joins it.
while [ $# -gt 0 ]; do
    case $1 in
    --role) role=$2 ;;
    --host-ip) host=$2 ;;
    --head-ip) head=$2 ;;
    --eth-if | --ib-if) ;;
    *) echo "Unknown option: $1" >&2 && exit 1 ;;
    esac
    shift 2
done

echo "Configuring environment for [$role] at $host..."
if [ "$role" = head ]; then
    echo "Starting Ray HEAD node..."
    exec ray start --block --head --port 6379 --node-ip-address "$host" --include-dashboard=True \
        --dashboard-host 0.0.0.0 --dashboard-port 8265 --disable-usage-stats
fi
echo "Starting Ray WORKER node connecting to $head..."
exec ray start --block --address="$head:6379" --node-ip-address "$host"
