#!/bin/bash
# Era A (December 2025 to February 2026) of spark-vllm-docker's build script, rewritten for simulated Sparks: same words,
# order, streams and exit codes, the unfortunate ones included. It builds vLLM from its sources and copies every time.
set -e

IMAGE=vllm-node REMOTE_USER=$USER JOBS=16 TRITON_REF=v3.6.0 VLLM_REF=main
HOSTS=() COPY=false PARALLEL=false BUILD=true WHEELS='' EXTRA='' SAVED='' BUILD_TIME=0 COPY_TIME=0

fail() {
    printf '%s\n' "$@"
    exit 1
}

# A wait of the real script, divided by SIM_SPEED.
nap() {
    local ms=$(($1 * 1000 / ${SIM_SPEED:-1}))
    sleep "$((ms / 1000)).$(printf '%03d' $((ms % 1000)))"
}

usage() {
    cat <<END
Usage: $0 [OPTIONS]
  -t, --tag <tag>          : Name of the image (default: vllm-node)
  --rebuild-deps           : Build the dependencies anew
  --rebuild-vllm           : Build vLLM anew
  --triton-ref, --vllm-ref : Commit, branch or tag to build from
  -c, --copy-to [hosts]    : Copy the image to hosts; without any, to those that are found
  --copy-to-host           : The same
  --copy-parallel          : Copy to all hosts at once
  -j, --build-jobs <n>     : Jobs of the build (default: 16)
  -u, --user <user>        : User on the hosts
  --use-wheels [mode]      : Take vLLM wheels, nightly or release
  --pre-flashinfer         : Use pre-release versions of FlashInfer
  --pre-tf, --pre-transformers : Install transformers 5.0.0rc0 or higher
  --no-build               : Skip building, only copy image (requires --copy-to)
  -h, --help               : Show this help message
END
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
    -t | --tag) IMAGE=$2 && shift ;;
    --rebuild-deps) EXTRA="$EXTRA --build-arg CACHEBUST_DEPS=$(date +%s)" ;;
    --rebuild-vllm) EXTRA="$EXTRA --build-arg CACHEBUST_VLLM=$(date +%s)" ;;
    --triton-ref) TRITON_REF=$2 && shift ;;
    --vllm-ref) VLLM_REF=$2 && shift ;;
    -c | --copy-to | --copy-to-host)
        COPY=true
        while [ -n "$2" ] && [[ $2 != -* ]]; do
            HOSTS+=(${2//,/ })
            shift
        done
        ;;
    --copy-parallel) PARALLEL=true ;;
    -j | --build-jobs) JOBS=$2 && shift ;;
    -u | --user) REMOTE_USER=$2 && shift ;;
    --use-wheels)
        WHEELS=nightly
        case $2 in nightly | release) WHEELS=$2 && shift ;; esac
        ;;
    --pre-flashinfer) EXTRA="$EXTRA --build-arg FLASHINFER_PRE=--pre" ;;
    --pre-tf | --pre-transformers) EXTRA="$EXTRA --build-arg PRE_TRANSFORMERS=1" ;;
    --no-build) BUILD=false ;;
    -h | --help) usage ;;
    *)
        echo "Unknown parameter passed: $1"
        usage
        ;;
    esac
    shift
done

detect_hosts() {
    local device netdev state peer devices='' plain='' cidr address found
    echo "Auto-detecting interfaces..."
    while read -r device _ _ _ netdev state; do
        [ "$state" = "(Up)" ] || continue
        devices=$devices${devices:+,}$device
        [[ -n $plain || $netdev == *P* ]] || plain=$netdev
    done < <(ibdev2netdev)
    [ -n "$devices" ] || fail "Error: No active IB interfaces found."
    read -r _ _ _ cidr _ < <(ip -o -4 addr show dev "$plain")
    address=${cidr%/*} found=${cidr%/*}
    echo "  Detected IB_IF: $devices"
    echo "  Detected ETH_IF: $plain"
    echo "  Detected Local IP: $address ($cidr)"
    echo "Auto-detecting nodes..."
    echo "  Scanning for SSH peers on $cidr..."
    nap 1
    while read -r peer _; do
        nc -z -w 1 "$peer" 22 2>/dev/null && ssh -n -o BatchMode=yes "$peer" true >/dev/null 2>&1 || continue
        echo "  Found peer: $peer"
        HOSTS+=("$peer")
        found=$found,$peer
    done < <(ip -4 neigh show dev "$plain")
    echo "  Cluster Nodes: $found"
}

clean_up() {
    [ -e "$SAVED" ] || return 0
    echo "Cleaning up temporary image $SAVED"
    rm -f "$SAVED"
}

clock() {
    printf '%02d:%02d:%02d' $(($1 / 3600)) $(($1 % 3600 / 60)) $(($1 % 60))
}

build_image() {
    local start=$SECONDS command
    command="docker build -t $IMAGE --build-arg TRITON_REF=$TRITON_REF --build-arg VLLM_REF=$VLLM_REF --build-arg BUILD_JOBS=$JOBS$EXTRA ."
    if [ -n "$WHEELS" ]; then
        echo "Building with vLLM wheels ($WHEELS)"
        command="docker build -t $IMAGE -f Dockerfile.wheels --build-arg BUILD_JOBS=$JOBS$EXTRA ."
    else
        echo "Building vLLM from source"
    fi
    echo "Building image with command: $command"
    $command
    BUILD_TIME=$((SECONDS - start))
}

copy_to() {
    local start=$SECONDS
    echo "Loading image into $REMOTE_USER@$1..."
    if ssh "$REMOTE_USER@$1" "docker load" <"$SAVED"; then
        echo "Copy to $1 completed in $(clock $((SECONDS - start)))"
    else
        echo "Copy to $1 failed."
        return 1
    fi
}

copy_image() {
    local start=$SECONDS host pids=() pid
    echo "Copying image '$IMAGE' to ${#HOSTS[@]} host(s): ${HOSTS[*]}"
    SAVED=$(mktemp /tmp/vllm_image.XXXXXX)
    echo "Saving image locally to $SAVED..."
    docker save -o "$SAVED" "$IMAGE"
    for host in "${HOSTS[@]}"; do
        if $PARALLEL; then
            copy_to "$host" &
            pids+=($!)
        else
            copy_to "$host"
        fi
    done
    for pid in "${pids[@]}"; do wait "$pid"; done
    echo "Copy complete."
    COPY_TIME=$((SECONDS - start))
}

took() {
    [ "$2" = 0 ] || printf '%-15s%s\n' "$1" "$(clock "$2")"
}

statistics() {
    local line='========================================='
    printf '\n%s\n%s\n%s\n' "$line" "         TIMING STATISTICS" "$line"
    took "Docker Build:" "$BUILD_TIME"
    took "Image Copy:" "$COPY_TIME"
    printf '%-15s%s\n%s\n' "Total Time:" "$(clock "$SECONDS")" "$line"
}

$BUILD || $COPY || fail "Error: --no-build requires --copy-to to be specified"
if $COPY && [ ${#HOSTS[@]} = 0 ]; then
    echo "No hosts specified. Using autodiscovery..."
    detect_hosts
    [ ${#HOSTS[@]} -gt 0 ] || fail "Error: Autodiscovery found no other nodes."
    echo "Autodiscovered hosts: ${HOSTS[*]}"
fi

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
if $BUILD; then build_image; else echo "Skipping build (--no-build specified)"; fi
if $COPY; then copy_image; else echo "No host specified, skipping copy."; fi
statistics
echo "Done building $IMAGE."
