#!/bin/bash
# Era B (March to June 2026) of spark-vllm-docker's build script, rewritten for simulated Sparks: same words, order,
# streams and exit codes, the unfortunate ones included. It takes wheels, builds the image on them and copies every time.
set -e

SCRIPT_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$SCRIPT_DIR/autodiscover.sh"

IMAGE=vllm-node REMOTE_USER=$USER JOBS=16 GPU_ARCH=12.1a ENV_FILE=$SCRIPT_DIR/.env
HOSTS=() COPY=false PARALLEL=false BUILD=true SETUP=false REBUILD='' EXTRA='' SAVED=''
IB_IF='' ETH_IF='' LOCAL_IP='' CIDR='' NODES=''
FLASHINFER_TIME=0 VLLM_TIME=0 RUNNER_TIME=0 COPY_TIME=0
BAR='###################################################################### 100.0%'

fail() {
    printf '%s\n' "$@"
    exit 1
}

usage() {
    cat <<END
Usage: $0 [OPTIONS]
  -t, --tag <tag>               : Name of the image (default: vllm-node)
  --gpu-arch <arch>             : GPU architecture (default: 12.1a)
  --rebuild-flashinfer          : Build the FlashInfer wheels instead of downloading them
  --rebuild-vllm                : Build the vLLM wheels instead of downloading them
  --vllm-ref, --flashinfer-ref  : Commit, branch or tag to build wheels from
  -c, --copy-to [hosts]         : Copy the image to hosts; without any, to COPY_HOSTS of .env or those that are found
  --copy-parallel               : Copy to all hosts at once
  -j, --build-jobs <n>          : Jobs of the build (default: 16)
  -u, --user <user>             : User on the hosts
  --tf5                         : Install transformers 5
  --exp-mxfp4                   : Build the experimental MXFP4 image
  --apply-vllm-pr, --apply-flashinfer-pr <n> : Apply a pull request while wheels are built
  --full-log                    : Show all of docker's output
  --no-build                    : Skip building, only copy image (requires --copy-to)
  --network <name>              : Network of the build
  --cleanup                     : Remove all *.whl and *.-commit files in wheels directory
  --config                      : Path to .env configuration file (default: .env in script directory)
  --setup                       : Force autodiscovery and save configuration (even if .env exists)
  -h, --help                    : Show this help message
END
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
    -t | --tag) IMAGE=$2 && shift ;;
    --gpu-arch) GPU_ARCH=$2 && shift ;;
    --rebuild-flashinfer) REBUILD="$REBUILD flashinfer" ;;
    --rebuild-vllm) REBUILD="$REBUILD vllm" ;;
    --vllm-ref | --apply-vllm-pr) REBUILD="$REBUILD vllm" && shift ;;
    --flashinfer-ref | --apply-flashinfer-pr) REBUILD="$REBUILD flashinfer" && shift ;;
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
    --tf5) EXTRA="$EXTRA --build-arg PRE_TRANSFORMERS=1" ;;
    --exp-mxfp4) IMAGE=vllm-node-mxfp4 ;;
    --full-log) EXTRA="$EXTRA --progress=plain" ;;
    --network) EXTRA="$EXTRA --network $2" && shift ;;
    --no-build) BUILD=false ;;
    --cleanup) rm -f wheels/*.whl wheels/.*-commit ;;
    --config) ENV_FILE=$2 && shift ;;
    --setup) SETUP=true ;;
    -h | --help) usage ;;
    *)
        echo "Unknown parameter passed: $1"
        usage
        ;;
    esac
    shift
done

find_hosts() {
    local hosts=''
    if ! $SETUP && [ -r "$ENV_FILE" ]; then
        hosts=$(sed -n 's/^COPY_HOSTS=//p' "$ENV_FILE" | tr -d "\"'" | tr ',' ' ')
    fi
    if [ -n "$hosts" ]; then
        HOSTS=($hosts)
        echo "Using COPY_HOSTS from .env: ${HOSTS[*]}"
        return
    fi
    echo "No hosts specified. Using autodiscovery..."
    detect_interfaces
    detect_local_ip
    detect_nodes
    hosts=",$NODES,"
    hosts=${hosts/,$LOCAL_IP,/,}
    HOSTS=(${hosts//,/ })
    [ ${#HOSTS[@]} -gt 0 ] || fail "Error: Autodiscovery found no other nodes."
    if $SETUP; then save_discovery "$ENV_FILE"; fi
    echo "Autodiscovered hosts: ${HOSTS[*]}"
}

clean_up() {
    [ -e "$SAVED" ] || return 0
    echo "Cleaning up temporary image $SAVED"
    rm -f "$SAVED"
}

clock() {
    printf '%02d:%02d:%02d' $(($1 / 3600)) $(($1 % 3600 / 60)) $(($1 % 60))
}

is_online() {
    [ ! -e "$SIM_DIR/state/offline" ]
}

# The wheels of a name, with the commit that they were made of; 1 when they cannot be had.
download() {
    local name=$1 commit=$2 wheel
    shift 2
    if [ -e "wheels/$1" ] && { ! is_online || [ "$(cat "wheels/.$name-commit" 2>/dev/null)" = "$commit" ]; }; then
        if is_online; then echo "Commit hash matches ($commit) — wheels are up to date." >&2; fi
        echo "All $name wheels are up to date — skipping download."
        return
    fi
    is_online || { echo "Could not fetch release metadata." >&2 && return 1; }
    for wheel; do
        echo "Downloading $wheel..."
        nap 20
        [ ! -e "$SIM_DIR/state/no-wheels" ] || { echo "Failed to download $wheel." >&2 && return 1; }
        echo "$BAR" >&2
        touch "wheels/$wheel"
    done
    echo "$commit" >"wheels/.$name-commit"
    echo "Recorded $name commit hash: $commit"
}

build_wheels() {
    local title=$1 name=$2 command
    shift 2
    command="docker build --target $name-export --output type=local,dest=./wheels --build-arg BUILD_JOBS=$JOBS --build-arg TORCH_CUDA_ARCH_LIST=$GPU_ARCH --build-arg FLASHINFER_CUDA_ARCH_LIST=$GPU_ARCH ."
    echo "$title build command: $command"
    $command || fail "$title build failed — keeping the previous wheels."
    (cd wheels && rm -f "$name"*.whl && touch "$@")
}

wheels() {
    local title=$1 name=$2 commit=$3
    shift 3
    mkdir -p wheels
    if [[ " $REBUILD " == *" $name "* ]]; then
        echo "Rebuilding $title wheels (--rebuild-$name specified)..."
        build_wheels "$title" "$name" "$@"
    elif ! download "$name" "$commit" "$@"; then
        echo "No $title wheels available (download failed) — building..."
        REBUILD="$REBUILD $name"
        build_wheels "$title" "$name" "$@"
    fi
    echo "$title wheels ready."
}

build_image() {
    local start=$SECONDS version commit command
    version=$(cat "$SIM_ROOT/release") commit=$(cksum <"$SIM_ROOT/release" | cut -c 1-9)
    wheels FlashInfer flashinfer 124a2d32 flashinfer_python-0.6.5-py3-none-any.whl flashinfer_cubin-0.6.5-py3-none-any.whl
    [[ " $REBUILD " != *" flashinfer "* ]] || FLASHINFER_TIME=$((SECONDS - start))
    start=$SECONDS
    wheels vLLM vllm "$commit" "vllm-$version-cp312-cp312-linux_aarch64.whl"
    [[ " $REBUILD " != *" vllm "* ]] || VLLM_TIME=$((SECONDS - start))
    printf 'vllm: %s\nflashinfer: 0.6.5\n' "$version" >build-metadata.yaml
    echo "Generated build-metadata.yaml"
    start=$SECONDS
    command="docker build -t $IMAGE --build-arg BUILD_JOBS=$JOBS --build-arg TORCH_CUDA_ARCH_LIST=$GPU_ARCH --build-arg FLASHINFER_CUDA_ARCH_LIST=$GPU_ARCH$EXTRA ."
    echo "Building runner image with command: $command"
    $command
    RUNNER_TIME=$((SECONDS - start))
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
    [ "$2" = 0 ] || printf '%-18s%s\n' "$1" "$(clock "$2")"
}

statistics() {
    local line='========================================='
    printf '\n%s\n%s\n%s\n' "$line" "         TIMING STATISTICS" "$line"
    took "FlashInfer Build:" "$FLASHINFER_TIME"
    took "vLLM Build:" "$VLLM_TIME"
    took "Runner Build:" "$RUNNER_TIME"
    took "Image Copy:" "$COPY_TIME"
    printf '%-18s%s\n%s\n' "Total Time:" "$(clock "$SECONDS")" "$line"
}

$BUILD || $COPY || fail "Error: --no-build requires --copy-to to be specified"
if $COPY && [ ${#HOSTS[@]} = 0 ]; then find_hosts; fi

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
if $BUILD; then build_image; else echo "Skipping build (--no-build specified)"; fi
if $COPY; then copy_image; else echo "No host specified, skipping copy."; fi
statistics
echo "Done building $IMAGE."
