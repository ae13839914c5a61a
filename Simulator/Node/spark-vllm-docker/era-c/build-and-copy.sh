#!/bin/bash
# Era C (July to September 2026) of spark-vllm-docker's build script, rewritten for simulated Sparks: same words, order,
# streams and exit codes, the unfortunate ones included. It pulls a prebuilt image, unless told to build one, and copies
# it where another one is.
set -e

SCRIPT_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$SCRIPT_DIR/autodiscover.sh"

IMAGE=vllm-node PREBUILT=eugr/spark-vllm:latest REMOTE_USER=$USER JOBS=16 GPU_ARCH=12.1a ENV_FILE=$SCRIPT_DIR/.env
HOSTS=() COPY=false PARALLEL=false BUILD=true SETUP=false REBUILD='' EXTRA='' SAVED='' WHEELS=false DONE=preparing
IB_IF='' ETH_IF='' LOCAL_IP='' CIDR='' NODES=''
PULL_TIME=0 FLASHINFER_TIME=0 VLLM_TIME=0 RUNNER_TIME=0 COPY_TIME=0
BAR='###################################################################### 100.0%'

fail() {
    printf '%s\n' "$@"
    exit 1
}

usage() {
    cat <<END
Usage: $0 [OPTIONS]
  -t, --tag <tag>               : Name of the image (default: vllm-node)
  --use-wheels                  : Build the image on downloaded wheels instead of pulling it
  --gpu-arch <arch>             : GPU architecture (default: 12.1a)
  --rebuild-flashinfer          : Build the FlashInfer wheels
  --rebuild-vllm                : Build the vLLM wheels
  --force-flashinfer-download, --force-vllm-download : Download wheels that are there
  --vllm-repo, --vllm-source-dir, --vllm-ref, --flashinfer-ref : What to build wheels from
  --torch-version, --torchvision-version, --torchaudio-version : Versions to build with
  -c, --copy-to [hosts]         : Copy the image to hosts; without any, to COPY_HOSTS of .env or those that are found
  --copy-parallel               : Copy to all hosts at once
  -j, --build-jobs <n>          : Jobs of the build (default: 16)
  -u, --user <user>             : User on the hosts
  --tf5                         : Deprecated, without effect
  --exp-mxfp4                   : Build the experimental MXFP4 image
  --exp-b12x                    : Build the experimental b12x image
  --apply-preset-vllm-prs       : Apply the pull requests that the launcher names
  --apply-vllm-pr, --apply-flashinfer-pr <n> : Apply a pull request while wheels are built
  --full-log                    : Show all of docker's output
  --no-build                    : Skip building, only copy image (requires --copy-to)
  --network <name>              : Network of the build
  --cleanup                     : Remove all downloaded and built wheels
  --config                      : Path to .env configuration file (default: .env in script directory)
  --setup                       : Force autodiscovery and save configuration (even if .env exists)
  -h, --help                    : Show this help message
END
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
    -t | --tag) IMAGE=$2 && shift ;;
    --use-wheels) WHEELS=true ;;
    --gpu-arch) GPU_ARCH=$2 WHEELS=true && shift ;;
    --rebuild-flashinfer) REBUILD="$REBUILD flashinfer" ;;
    --rebuild-vllm) REBUILD="$REBUILD vllm" ;;
    --force-flashinfer-download | --force-vllm-download) rm -rf .wheel-cache && WHEELS=true ;;
    --torch-version | --torchvision-version | --torchaudio-version) WHEELS=true && shift ;;
    --apply-preset-vllm-prs) REBUILD="$REBUILD vllm" ;;
    --vllm-repo | --vllm-source-dir | --vllm-ref | --apply-vllm-pr) REBUILD="$REBUILD vllm" && shift ;;
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
    --tf5) ;;
    --exp-mxfp4) IMAGE=vllm-node-mxfp4 WHEELS=true ;;
    --exp-b12x) IMAGE=vllm-node-b12x WHEELS=true ;;
    --full-log) EXTRA="$EXTRA --progress=plain" ;;
    --network) EXTRA="$EXTRA --network $2" && shift ;;
    --no-build) BUILD=false ;;
    --cleanup) rm -rf .wheel-cache ;;
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

cache() {
    echo "./.wheel-cache/$1/regular"
}

# Builds nothing that nobody asked for: without wheels it ends.
download() {
    local title=$1 name=$2 wheel
    shift 2
    [ ! -e "$(cache "$name")/$1" ] || { echo "All $name wheels are up to date — skipping download." && return; }
    if is_online && [ ! -e "$SIM_DIR/state/no-wheels" ]; then
        for wheel; do
            echo "Downloading $wheel..."
            nap 20
            echo "$BAR" >&2
            touch "$(cache "$name")/$wheel"
        done
        return
    fi
    echo "Could not fetch release metadata." >&2
    fail "Error: No precompiled $title wheels are available and the download failed."
}

build_wheels() {
    local title=$1 name=$2 command built
    shift 2
    built=$(mktemp -d "./.wheel-cache/.$name-regular.XXXXXX")
    command="docker build --target $name-export --output type=local,dest=$built --build-arg BUILD_JOBS=$JOBS --build-arg TORCH_CUDA_ARCH_LIST=$GPU_ARCH --build-arg FLASHINFER_CUDA_ARCH_LIST=$GPU_ARCH ."
    echo "$title build command: $command"
    if ! $command; then
        rm -rf "$built"
        fail "$title build failed — keeping the previous wheel profile unchanged."
    fi
    (cd "$built" && touch "$@")
    rm -rf "$(cache "$name")"
    mv "$built" "$(cache "$name")"
}

wheels() {
    local title=$1 name=$2
    shift 2
    if [[ " $REBUILD " == *" $name "* ]]; then
        echo "Rebuilding $title wheels (--rebuild-$name specified)..."
        build_wheels "$title" "$name" "$@"
    else
        download "$title" "$name" "$@"
    fi
    echo "$title wheels ready."
}

pull_image() {
    local start=$SECONDS
    echo "Using prebuilt runner image $PREBUILT..."
    docker pull "$PREBUILT"
    docker tag "$PREBUILT" "$IMAGE"
    PULL_TIME=$((SECONDS - start))
}

build_image() {
    local start=$SECONDS version command
    DONE=building version=$(cat "$SIM_ROOT/release")
    mkdir -p "$(cache flashinfer)" "$(cache vllm)"
    echo "Using FlashInfer wheel profile: regular ($(cache flashinfer))"
    echo "Using vLLM wheel profile: regular ($(cache vllm))"
    wheels FlashInfer flashinfer flashinfer_python-0.6.5-py3-none-any.whl flashinfer_cubin-0.6.5-py3-none-any.whl
    [[ " $REBUILD " != *" flashinfer "* ]] || FLASHINFER_TIME=$((SECONDS - start))
    start=$SECONDS
    wheels vLLM vllm "vllm-$version-cp312-cp312-linux_aarch64.whl"
    [[ " $REBUILD " != *" vllm "* ]] || VLLM_TIME=$((SECONDS - start))
    printf 'vllm: %s\nflashinfer: 0.6.5\n' "$version" >build-metadata.yaml
    echo "Generated build-metadata.yaml"
    start=$SECONDS
    command="docker build -t $IMAGE --build-arg BUILD_JOBS=$JOBS --build-arg TORCH_CUDA_ARCH_LIST=$GPU_ARCH --build-arg FLASHINFER_CUDA_ARCH_LIST=$GPU_ARCH$EXTRA ."
    echo "Building runner image with command: $command"
    $command
    RUNNER_TIME=$((SECONDS - start))
}

# Leaves in HOSTS those that have another image, or none.
compare_images() {
    local host here there differing=()
    echo "Checking image '$IMAGE' on ${#HOSTS[@]} host(s): ${HOSTS[*]}"
    here=$(docker image inspect --format '{{.Id}}' "$IMAGE")
    for host in "${HOSTS[@]}"; do
        there=$(ssh -n -o BatchMode=yes "$REMOTE_USER@$host" "docker image inspect --format '{{.Id}}' $IMAGE" 2>/dev/null) || there=''
        if [ "$there" = "$here" ]; then
            echo "Image '$IMAGE' is already up to date on $REMOTE_USER@$host; skipping."
            continue
        fi
        if [ -n "$there" ]; then
            echo "Image '$IMAGE' differs on $REMOTE_USER@$host; will copy."
        else
            echo "Image '$IMAGE' not found on $REMOTE_USER@$host; will copy."
        fi
        differing+=("$host")
    done
    HOSTS=("${differing[@]}")
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
    compare_images
    [ ${#HOSTS[@]} -gt 0 ] || { echo "All remote images are up to date; skipping save/copy." && return; }
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
    took "Prebuilt Pull:" "$PULL_TIME"
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
if $BUILD && { $WHEELS || [ -n "$REBUILD" ]; }; then build_image; elif $BUILD; then pull_image; else echo "Skipping build (--no-build specified)"; fi
if $COPY; then copy_image; else echo "No host specified, skipping copy."; fi
statistics
echo "Done $DONE $IMAGE."
