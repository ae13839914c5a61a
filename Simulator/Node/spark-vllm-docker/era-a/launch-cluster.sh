#!/bin/bash
# Era A (December 2025 to February 2026) of spark-vllm-docker's launch script, rewritten for simulated Sparks: same words,
# order, streams, exit codes and processes, the unfortunate ones included.

IMAGE=vllm-node NAME=vllm_node NODES='' ETH_IF='' IB_IF='' LOCAL_IP='' CIDR='' PEERS=''
ACTION=start CMD='' MODS=() DOCKER_ARGS='' DAEMON=false CHECK_CONFIG=false ALREADY_RUNNING=false

fail() {
    printf '%s\n' "$@"
    exit 1
}

# A wait of the real script, divided by SIM_SPEED.
nap() {
    local ms=$(($1 * 1000 / ${SIM_SPEED:-1}))
    sleep "$((ms / 1000)).$(printf '%03d' $((ms % 1000)))"
}

on() {
    ssh -n -o BatchMode=yes -o ConnectTimeout=5 -o StrictHostKeyChecking=no "$@"
}

usage() {
    cat <<END
Usage: $0 [-n <node_ips>] [-t <image_name>] [--name <container_name>] [--eth-if <if_name>] [--ib-if <if_name>] [--nccl-debug <level>] [--check-config] [-d] [action] [command]
  -n, --nodes a,b        node addresses, this node first (else found)
  -t, --name             image (vllm-node) and container name (vllm_node)
  --eth-if, --ib-if      interfaces (else found)
  --nccl-debug [level]   VERSION, WARN, INFO or TRACE
  --apply-mod path       directory with a run.sh, may be repeated
  --check-config         print the configuration and exit
  -d                     daemon mode, only for 'start' action
  action                 start | stop | status | exec (Default: start)
END
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
    -n | --nodes) NODES=$2 && shift ;;
    -t) IMAGE=$2 && shift ;;
    --name) NAME=$2 && shift ;;
    --eth-if) ETH_IF=$2 && shift ;;
    --ib-if) IB_IF=$2 && shift ;;
    --nccl-debug)
        case $2 in
        VERSION | WARN | INFO | TRACE) DOCKER_ARGS="$DOCKER_ARGS -e NCCL_DEBUG=$2" && shift ;;
        *) DOCKER_ARGS="$DOCKER_ARGS -e NCCL_DEBUG=INFO" ;;
        esac
        ;;
    --apply-mod)
        [ -e "$2" ] || fail "Error: Mod path '$2' does not exist."
        [ -f "$2/run.sh" ] || fail "Error: Mod directory '$2' must contain 'run.sh'."
        MODS+=("${2%/}")
        shift
        ;;
    --check-config) CHECK_CONFIG=true ;;
    -d) DAEMON=true ;;
    -h | --help) usage ;;
    start | stop | status) ACTION=$1 ;;
    exec)
        ACTION=exec
        shift
        CMD=$*
        break
        ;;
    *)
        # Any other word begins a command.
        ACTION=exec
        CMD=$*
        break
        ;;
    esac
    shift
done

detect_interfaces() {
    local device netdev state devices='' plain=''
    if [ -z "$IB_IF" ] || [ -z "$ETH_IF" ]; then
        echo "Auto-detecting interfaces..."
        command -v ibdev2netdev >/dev/null || fail "Error: ibdev2netdev not found. Cannot auto-detect interfaces."
        while read -r device _ _ _ netdev state; do
            [ "$state" = "(Up)" ] || continue
            devices=$devices${devices:+,}$device
            [[ -z $plain && $netdev != *P* ]] && plain=$netdev
        done < <(ibdev2netdev)
        [ -n "$devices" ] || fail "Error: No active IB interfaces found."
        IB_IF=${IB_IF:-$devices}
        echo "  Detected IB_IF: $IB_IF"
        ETH_IF=${ETH_IF:-$plain}
        echo "  Detected ETH_IF: $ETH_IF"
    fi
    read -r _ _ _ CIDR _ < <(ip -o -4 addr show dev "$ETH_IF")
    [ -n "$CIDR" ] || fail "Error: Could not determine the IP address of $ETH_IF."
    LOCAL_IP=${CIDR%/*}
    echo "  Detected Local IP: $LOCAL_IP ($CIDR)"
}

# A dead address costs nc its second, all of them in parallel.
detect_nodes() {
    local peer
    echo "Auto-detecting nodes..."
    echo "  Scanning for SSH peers on $CIDR..."
    NODES=$LOCAL_IP
    nap 1
    while read -r peer _; do
        nc -z -w 1 "$peer" 22 2>/dev/null && on "$peer" true >/dev/null 2>&1 || continue
        echo "  Found peer: $peer"
        NODES=$NODES,$peer
    done < <(ip -4 neigh show dev "$ETH_IF")
    echo "  Cluster Nodes: $NODES"
}

detect_interfaces
[ -n "$NODES" ] || detect_nodes
[[ ,$NODES, == *,$LOCAL_IP,* ]] || fail "Error: Local IP ($LOCAL_IP) is not in the list of nodes ($NODES)."
HEAD_IP=$LOCAL_IP
for node in ${NODES//,/ }; do
    [ "$node" = "$HEAD_IP" ] || PEERS="$PEERS${PEERS:+ }$node"
done
DOCKER_ARGS="-e NCCL_IGNORE_CPU_AFFINITY=1 -v $HOME/.cache/huggingface:/root/.cache/huggingface$DOCKER_ARGS"
DOCKER_ARGS=$DOCKER_ARGS${VLLM_SPARK_EXTRA_DOCKER_ARGS:+ $VLLM_SPARK_EXTRA_DOCKER_ARGS}

echo "Head Node: $HEAD_IP"
echo "Worker Nodes: $PEERS"
echo "Container Name: $NAME"
echo "Image Name: $IMAGE"
echo "Action: $ACTION"

# A command on one of the nodes, this one or a worker.
at() {
    if [ "$1" = "$HEAD_IP" ]; then bash -c "$2"; else on "$1" "$2"; fi
}

# By substring: a container named my_vllm_node2 counts as well.
is_running() {
    at "$1" "docker ps --format '{{.Names}}'" | grep -q "$NAME"
}

stop_cluster() {
    local peer
    echo
    echo "Stopping cluster..."
    echo "Stopping head node ($HEAD_IP)..."
    docker stop "$NAME" >/dev/null 2>&1
    for peer in $PEERS; do
        echo "Stopping worker node ($peer)..."
        on "$peer" "docker stop $NAME" >/dev/null 2>&1
    done
    echo "Cluster stopped."
}

# The first thing it does is to write: with nobody at the other end of the pipe that is also the last.
clean_up() {
    trap '' INT TERM HUP
    if $ALREADY_RUNNING; then
        echo "Cluster was already running when script started. Skipping cleanup."
    else
        stop_cluster
    fi
}

show_status() {
    local peer
    echo "Checking status..."
    if is_running "$HEAD_IP"; then
        echo "[HEAD] $HEAD_IP: Container '$NAME' is RUNNING."
        echo "--- Ray Status ---"
        docker exec "$NAME" ray status || echo "Failed to get ray status."
        echo "------------------"
    else
        echo "[HEAD] $HEAD_IP: Container '$NAME' is NOT running."
    fi
    for peer in $PEERS; do
        if is_running "$peer"; then
            echo "[WORKER] $peer: Container '$NAME' is RUNNING."
        else
            echo "[WORKER] $peer: Container '$NAME' is NOT running."
        fi
    done
}

case $ACTION in
stop) stop_cluster && exit 0 ;;
status) show_status && exit 0 ;;
esac

if [ -n "$PEERS" ]; then
    echo "Checking SSH connectivity to worker nodes..."
    for peer in $PEERS; do
        on "$peer" true >/dev/null 2>&1 || fail "Error: Passwordless SSH to $peer failed." \
            "  Please ensure SSH keys are configured and the host is reachable."
        echo "  SSH to $peer: OK"
    done
fi

if $CHECK_CONFIG; then
    echo "Configuration Check Complete."
    echo "  Image Name: $IMAGE"
    echo "  ETH Interface: $ETH_IF"
    echo "  IB Interface: $IB_IF"
    exit 0
fi

# One string, split again by whoever runs it.
run_line() {
    echo "docker run --privileged --gpus all -d --rm --network host --ipc=host --name $NAME $DOCKER_ARGS $IMAGE" \
        "./run-cluster-node.sh --eth-if $ETH_IF --ib-if $IB_IF --host-ip $1 $2"
}

apply_mod() {
    local mod=$1 ip=$2 name=${1##*/} source=$1
    echo "Applying mod '$name' to $ip..."
    if [ "$ip" != "$HEAD_IP" ]; then
        source=/tmp/vllm_mod_pkg_$(date +%s)_$RANDOM
        echo "  Copying mod package to $ip:$source..."
        scp -rq "$mod" "$ip:$source"
    fi
    echo "  Copying directory content to container..."
    at "$ip" "docker exec $NAME mkdir -p /workspace/mods/$name && docker cp $source/. $NAME:/workspace/mods/$name" ||
        fail "Error: docker cp to $ip failed"
    echo "  Running patch script on $ip..."
    at "$ip" "docker exec -e WORKSPACE_DIR=/workspace $NAME bash -c 'cd /workspace/mods/$name && bash ./run.sh'" ||
        fail "Error: Patch script failed on $ip"
    [ "$ip" = "$HEAD_IP" ] || on "$ip" "rm -rf $source"
}

start_cluster() {
    local ip peer mod try role=head
    for ip in "$HEAD_IP" $PEERS; do
        if is_running "$ip"; then
            echo "Warning: Container '$NAME' is already running on $role node ($ip)."
            ALREADY_RUNNING=true
        fi
        role=worker
    done
    if $ALREADY_RUNNING; then
        echo "Cluster containers are already running. Skipping launch."
        return
    fi

    echo "Starting Head Node on $HEAD_IP..."
    $(run_line "$HEAD_IP" "--role head")
    for peer in $PEERS; do
        echo "Starting Worker Node on $peer..."
        on "$peer" "$(run_line "$peer" "--role node --head-ip $HEAD_IP")"
    done
    if [ ${#MODS[@]} -gt 0 ]; then
        echo "Applying modifications to cluster nodes..."
        for mod in "${MODS[@]}"; do
            for ip in "$HEAD_IP" $PEERS; do apply_mod "$mod" "$ip"; done
        done
    fi

    echo "Waiting for cluster to be ready..."
    for try in {1..30}; do
        nap 2
        if docker exec "$NAME" ray status >/dev/null 2>&1; then
            echo "Cluster head is responsive."
            nap 5
            return
        fi
    done
    fail "Timeout waiting for cluster to start."
}

if ! $DAEMON || [ "$ACTION" = exec ]; then
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
fi
start_cluster

# The words were joined by spaces: the shell in the container reads them anew.
if [ "$ACTION" = exec ]; then
    echo "Executing command on head node: $CMD"
    if [ -t 0 ]; then
        docker exec -it "$NAME" bash -i -c "$CMD"
    else
        docker exec -i "$NAME" bash -i -c "$CMD"
    fi
    exit $?
fi

if $DAEMON; then
    echo "Cluster started in background (Daemon mode)."
else
    echo "Cluster started. Tailing logs from head node..."
    echo "Press Ctrl+C to stop the cluster."
    docker logs -f "$NAME"
fi
