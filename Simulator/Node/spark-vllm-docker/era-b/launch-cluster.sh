#!/bin/bash
# Era B (March to June 2026) of spark-vllm-docker's launch script, rewritten for simulated Sparks: same words, order,
# streams, exit codes and processes, the unfortunate ones included.

SCRIPT_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$SCRIPT_DIR/autodiscover.sh"

IMAGE=vllm-node NAME='' NODES='' ETH_IF='' IB_IF='' LOCAL_IP='' CIDR='' PEERS='' PORT=''
ACTION='' CMD='' LAUNCH_SCRIPT='' ENV_FILE='' MODS=() USER_ARGS=''
DAEMON=false SOLO=false NO_RAY=false CHECK_CONFIG=false SETUP=false CACHE_DIRS=true ALREADY_RUNNING=false
ENTRYPOINT='--entrypoint=' PRIVILEGED=true MEM_GB=110 SWAP_GB='' PIDS=4096 SHM_GB=64

fail() {
    printf '%s\n' "$@"
    exit 1
}

usage() {
    cat <<END
Usage: $0 [-n <node_ips>] [-t <image_name>] [--name <container_name>] [--eth-if <if_name>] [--ib-if <if_name>] [--nccl-debug <level>] [--check-config] [--solo] [-d] [action] [command]
  -n, --nodes a,b        node addresses, this node first (else .env, else found)
  -t, --name             image (vllm-node) and container name (vllm_node)
  --eth-if, --ib-if      interfaces (else found)
  -e, --env VAR=value    variable in the container
  -j N                   number of build jobs in the container
  --nccl-debug [level]   VERSION, WARN, INFO or TRACE
  --apply-mod path       directory with a run.sh, may be repeated
  --launch-script file   script to run in the container, in place of an action
  --check-config         print the configuration and exit
  --solo                 this node only
  --no-ray               several nodes without Ray
  --master-port N        port of the Ray head or of the torch master (29501), also --head-port
  --no-cache-dirs        do not mount the cache directories
  --keep-entrypoint      do not clear the image's entrypoint
  --non-privileged       with --mem-limit-gb, --mem-swap-limit-gb, --pids-limit, --shm-size-gb
  --config file          other .env file
  --setup, --discover    find the nodes and write .env
  -d                     daemon mode
  action                 start | stop | status | exec (Default: start)

Launch Script Usage:
  $0 --launch-script examples/my-script.sh   # Script copied to container and executed
  $0 --launch-script /path/to/script.sh      # Uses absolute path to script
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
    -e | --env) USER_ARGS="$USER_ARGS -e $2" && shift ;;
    -j)
        USER_ARGS="$USER_ARGS -e MAX_JOBS=$2 -e CMAKE_BUILD_PARALLEL_LEVEL=$2 -e NINJAFLAGS=-j$2 -e MAKEFLAGS=-j$2"
        shift
        ;;
    --nccl-debug)
        case $2 in
        VERSION | WARN | INFO | TRACE) USER_ARGS="$USER_ARGS -e NCCL_DEBUG=$2" && shift ;;
        *) USER_ARGS="$USER_ARGS -e NCCL_DEBUG=INFO" ;;
        esac
        ;;
    --apply-mod)
        [ -e "$2" ] || fail "Error: Mod path '$2' does not exist."
        [ -f "$2/run.sh" ] || fail "Error: Mod directory '$2' must contain 'run.sh'."
        MODS+=("${2%/}")
        shift
        ;;
    --launch-script) LAUNCH_SCRIPT=$2 && shift ;;
    --check-config) CHECK_CONFIG=true ;;
    --solo) SOLO=true ;;
    --master-port | --head-port) PORT=$2 && shift ;;
    --no-ray) NO_RAY=true ;;
    --no-cache-dirs) CACHE_DIRS=false ;;
    --keep-entrypoint) ENTRYPOINT='' ;;
    --non-privileged) PRIVILEGED=false ;;
    --mem-limit-gb) MEM_GB=$2 && shift ;;
    --mem-swap-limit-gb) SWAP_GB=$2 && shift ;;
    --pids-limit) PIDS=$2 && shift ;;
    --shm-size-gb) SHM_GB=$2 && shift ;;
    --config) ENV_FILE=$2 && shift ;;
    --setup | --discover) SETUP=true ;;
    -d) DAEMON=true ;;
    -h | --help) usage ;;
    start | stop | status) ACTION=$1 ;;
    exec)
        ACTION=exec
        shift
        CMD=$(printf "%q " "$@")
        break
        ;;
    *)
        echo "Error: Unknown argument or action: $1"
        usage
        ;;
    esac
    shift
done

find_launch_script() {
    local place
    [ -z "$ACTION" ] ||
        fail "Error: Action '$ACTION' is not compatible with --launch-script. Please omit the action or not use --launch-script."
    set -- "$LAUNCH_SCRIPT" "$SCRIPT_DIR/examples/$LAUNCH_SCRIPT" "$SCRIPT_DIR/examples/$LAUNCH_SCRIPT.sh"
    for place; do
        [ -f "$place" ] || continue
        echo "Using launch script: $place"
        LAUNCH_SCRIPT=$place ACTION=exec CMD=/workspace/exec-script.sh
        return
    done
    fail "Error: Launch script '$LAUNCH_SCRIPT' not found." "Searched in:" "${@/#/  - }"
}

bad_env() {
    fail "Error: $1" "Error: Invalid .env file syntax. Aborting."
}

load_env() {
    local line key value number=0 seen=,
    echo "Loading configuration from .env file..."
    while IFS= read -r line || [ -n "$line" ]; do
        number=$((number + 1))
        case $line in '' | '#'*) continue ;; esac
        key=${line%%=*} value=${line#*=}
        [[ $line == *=* ]] || bad_env "Invalid syntax at line $number: $line"
        [[ $key =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] || bad_env "Invalid key at line $number: $key"
        [[ $seen == *,$key,* ]] && bad_env "Duplicate key at line $number: $key"
        seen=$seen$key,
        value=${value#[\"\']}
        printf -v "DOTENV_$key" %s "${value%[\"\']}"
    done <"$ENV_FILE"
    echo "Loaded .env variables: $(compgen -v DOTENV_ | tr '\n' ' ')"

    for key in $(compgen -v DOTENV_CONTAINER_); do
        [ "$key" = DOTENV_CONTAINER_NAME ] && continue
        echo "Adding container env: ${key#DOTENV_CONTAINER_}"
        USER_ARGS="$USER_ARGS -e ${key#DOTENV_CONTAINER_}=${!key}"
    done
}

[ -n "$LAUNCH_SCRIPT" ] && find_launch_script
ENV_FILE=${ENV_FILE:-$SCRIPT_DIR/.env}
if $SETUP; then
    echo "Running full autodiscovery (--setup)..."
elif [ -f "$ENV_FILE" ]; then
    load_env
fi
NAME=${NAME:-${DOTENV_CONTAINER_NAME:-vllm_node}}
PORT=${PORT:-${DOTENV_MASTER_PORT:-29501}}
LOCAL_IP=$DOTENV_LOCAL_IP

if $SOLO; then
    echo "Solo mode enabled. Skipping node detection."
    LOCAL_IP=${LOCAL_IP:-127.0.0.1}
    NODES=$LOCAL_IP
else
    NODES=${NODES:-$DOTENV_CLUSTER_NODES} ETH_IF=${ETH_IF:-$DOTENV_ETH_IF} IB_IF=${IB_IF:-$DOTENV_IB_IF}
    detect_interfaces
    detect_local_ip
    [ -n "$NODES" ] || detect_nodes
    if $SETUP; then
        save_discovery "$ENV_FILE"
        [ -n "$ACTION" ] || exit 0
    fi
    [[ ,$NODES, == *,$LOCAL_IP,* ]] || fail "Error: Local IP ($LOCAL_IP) is not in the list of nodes ($NODES)."
    if [ "$NODES" = "$LOCAL_IP" ]; then
        echo "Only local node detected/configured. Activating solo mode (no Ray cluster)."
        SOLO=true
    fi
fi
HEAD_IP=$LOCAL_IP
for node in ${NODES//,/ }; do
    [ "$node" = "$HEAD_IP" ] || PEERS="$PEERS${PEERS:+ }$node"
done
if $SOLO && $NO_RAY; then
    echo "Warning: Only one node detected; --no-ray has no effect in solo mode. Proceeding normally."
fi

HF=${HF_HOME:-$HOME/.cache/huggingface}
DOCKER_ARGS="-e NCCL_IGNORE_CPU_AFFINITY=1 -v $HF:/root/.cache/huggingface"
CACHES=''
if $CACHE_DIRS; then
    CACHES="$HOME/.cache/vllm $HOME/.cache/flashinfer $HOME/.triton"
    DOCKER_ARGS="$DOCKER_ARGS -v $HOME/.cache/vllm:/root/.cache/vllm -v $HOME/.cache/flashinfer:/root/.cache/flashinfer"
    DOCKER_ARGS="$DOCKER_ARGS -v $HOME/.triton:/root/.triton"
fi
DOCKER_ARGS=$DOCKER_ARGS$USER_ARGS${VLLM_SPARK_EXTRA_DOCKER_ARGS:+ $VLLM_SPARK_EXTRA_DOCKER_ARGS}

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
        if ! $NO_RAY; then
            echo "--- Ray Status ---"
            docker exec "$NAME" ray status || echo "Failed to get ray status."
            echo "------------------"
        fi
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
'') $CHECK_CONFIG || { echo "Error: No action specified. Use: start | stop | status | exec" && usage; } ;;
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
    echo "  Docker Args: $DOCKER_ARGS"
    $CACHE_DIRS && echo "  Mounting Cache Dirs: $CACHES"
    exit 0
fi

# What will run: the command itself, or the text of the script.
command_text() {
    if [ -n "$LAUNCH_SCRIPT" ]; then cat "$LAUNCH_SCRIPT"; else echo "$CMD"; fi
}

# `-tp=2` is not understood, as in the real one.
trim_nodes() {
    local words word previous='' tp='' pp='' dp='' needed available=1
    IFS=$' \t\n' read -r -d '' -a words < <(command_text)
    for word in "${words[@]}"; do
        case $previous in
        -tp | --tensor-parallel-size) tp=$word ;;
        -pp | --pipeline-parallel-size) pp=$word ;;
        -dp | --data-parallel-size) dp=$word ;;
        esac
        case $word in
        --tensor-parallel-size=*) tp=${word#*=} ;;
        --pipeline-parallel-size=*) pp=${word#*=} ;;
        --data-parallel-size=*) dp=${word#*=} ;;
        esac
        previous=$word
    done
    [[ $tp$pp$dp =~ ^[0-9]+$ ]] || return
    needed=$((${tp:-1} * ${pp:-1} * ${dp:-1}))
    for word in $PEERS; do available=$((available + 1)); done
    local sum="tp=${tp:-1} * pp=${pp:-1} * dp=${dp:-1}"
    [ "$needed" -le "$available" ] ||
        fail "Error: Command requires $needed nodes ($sum) but only $available node(s) are configured."
    [ "$needed" -lt "$available" ] || return
    echo "Note: Command requires $needed node(s) ($sum); using $needed of $available configured node(s)."
    words=($PEERS)
    PEERS="${words[*]:0:needed-1}"
}

privileges() {
    if $PRIVILEGED; then
        echo "--privileged --ipc=host"
    else
        echo "--cap-add=IPC_LOCK --device=/dev/infiniband --memory ${MEM_GB}g --memory-swap ${SWAP_GB:-$((MEM_GB + 10))}g" \
            "--pids-limit $PIDS --shm-size ${SHM_GB}g"
    fi
}

network_env() {
    [ -n "$ETH_IF" ] || return
    echo "-e VLLM_HOST_IP=$1 -e RAY_NODE_IP_ADDRESS=$1 -e MN_IF_NAME=$ETH_IF -e UCX_NET_DEVICES=$ETH_IF" \
        "-e NCCL_SOCKET_IFNAME=$ETH_IF -e NCCL_IB_HCA=$IB_IF -e NCCL_IB_DISABLE=0 -e GLOO_SOCKET_IFNAME=$ETH_IF" \
        "-e TP_SOCKET_IFNAME=$ETH_IF -e RAY_memory_monitor_refresh_ms=0 -e RAY_object_store_memory=1073741824"
}

# One string, split again by whoever runs it: a value with a space becomes two words.
run_line() {
    echo "docker run $(privileges) $(network_env "$1") --gpus all -d --rm --network host --name $NAME $ENTRYPOINT" \
        "$DOCKER_ARGS $IMAGE sleep infinity"
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

start_ray() {
    local peer try
    echo "Starting Ray HEAD node on $HEAD_IP..."
    docker exec -d "$NAME" bash -c "ray start --block --head --port $PORT --object-store-memory 1073741824 --num-cpus 2 --node-ip-address $HEAD_IP --include-dashboard=false --disable-usage-stats >> /proc/1/fd/1 2>&1"
    for peer in $PEERS; do
        echo "Starting Ray WORKER node on $peer..."
        on "$peer" "docker exec -d $NAME bash -c 'ray start --block --object-store-memory 1073741824 --num-cpus 2 --disable-usage-stats --address=$HEAD_IP:$PORT --node-ip-address $peer >> /proc/1/fd/1 2>&1'"
    done
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

start_cluster() {
    local ip peer mod role=head
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
    mkdir -p "$HF" $CACHES
    $(run_line "$HEAD_IP")
    for peer in $PEERS; do
        echo "Starting Worker Node on $peer..."
        on "$peer" "mkdir -p $HF $CACHES; $(run_line "$peer")"
    done

    if [ ${#MODS[@]} -gt 0 ]; then
        echo "Applying modifications to cluster nodes..."
        for mod in "${MODS[@]}"; do
            for ip in "$HEAD_IP" $PEERS; do apply_mod "$mod" "$ip"; done
        done
    fi
    if [ -n "$LAUNCH_SCRIPT" ]; then
        echo "Copying launch script to head node..."
        docker cp "$LAUNCH_SCRIPT" "$NAME:/workspace/exec-script.sh" || fail "Error: docker cp to $HEAD_IP failed"
        docker exec "$NAME" chmod +x /workspace/exec-script.sh
    fi
    if $SOLO || $NO_RAY; then nap 2; else start_ray; fi
}

without_executor_backend() {
    local flag='--distributed-executor-backend[= ][^ ]+'
    if [[ $1 =~ $flag ]]; then flag=${BASH_REMATCH[0]}; fi
    printf '%s' "${1/$flag/}"
}

run_command() {
    local peer rank=0 nodes head=$CMD line
    echo "Executing command: $CMD"
    if $NO_RAY && [ -n "$PEERS" ]; then
        nodes=($HEAD_IP $PEERS)
        head="$(without_executor_backend "$CMD") --nnodes ${#nodes[@]} --node-rank"
        for peer in $PEERS; do
            rank=$((rank + 1))
            echo "Launching worker (rank $rank) on $peer..."
            line="$head $rank --master-addr $HEAD_IP --master-port $PORT --headless >> /proc/1/fd/1 2>&1"
            on "$peer" "docker exec -d $NAME bash -c $(printf '%q' "$line")"
        done
        head="$head 0 --master-addr $HEAD_IP --master-port $PORT"
        echo "Executing command on head node (rank 0): $head"
    fi
    if $DAEMON; then
        docker exec -d "$NAME" bash -c "$head >> /proc/1/fd/1 2>&1"
        echo "Command dispatched in background (Daemon mode). Container: $NAME"
        exit 0
    fi
    if [ -t 0 ]; then docker exec -it "$NAME" bash -c "$head"; else docker exec -i "$NAME" bash -c "$head"; fi
    exit $?
}

[ "$ACTION" = exec ] && [ -n "$PEERS" ] && trim_nodes
if ! $DAEMON; then
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
fi
start_cluster
[ "$ACTION" = exec ] && run_command

if $DAEMON; then
    echo "Cluster started in background (Daemon mode)."
else
    echo "Cluster started. Tailing logs from head node..."
    echo "Press Ctrl+C to stop the cluster."
    docker logs -f "$NAME"
fi
