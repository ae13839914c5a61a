using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.HealthMonitor.Sampling;

/// <summary>
/// One script for a whole sample. With the shells around it, it starts at most 12 processes: one <c>head</c> reads all
/// of /proc and writes each file's name above it, and the shell does the rest by itself. Parts of programs stand behind
/// a random mark, which no container and no process can print.
/// </summary>
/// <param name="Script">The script.</param>
/// <param name="Mark">What the lines before its parts begin with.</param>
/// <param name="Containers">The containers asked for.</param>
internal sealed record SampleScript(ShellScript Script, string Mark, IReadOnlyList<string> Containers)
{
    /// <summary>A sample that takes longer is none: the next one is due.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(4.5);

    // What may hang comes last, each with a limit of its own, so that a docker that is wedged does not hide that memory
    // has run out. A directory that is not there is on the file system of the first one above it that is.
    private const string Text = """
        LC_ALL=C; export LC_ALL
        mark=$1 gpu=$2 launcher=$3; shift 3
        part() { printf '\n%s %s %s\n' "$mark" "$1" "$2"; }
        there() {
            case $1 in /*) at=$1;; '~') at=$HOME;; '~/'*) at=$HOME/${1#??};; *) at=$HOME/$1;; esac
            while [ ! -d "$at" ]; do at=${at%/*}; if [ -z "$at" ]; then at=/; fi; done
        }
        part files 0
        head -n 1000 /proc/sys/kernel/hostname /proc/uptime /proc/stat /proc/loadavg /proc/meminfo /proc/vmstat \
            /proc/pressure/cpu /proc/pressure/memory /proc/pressure/io /sys/class/thermal/thermal_zone*/temp 2>/dev/null
        there "$HOME"; home=$at
        there "$launcher"; launcher=$at
        there "${HF_HOME:-$HOME/.cache/huggingface}"
        part disks 0
        df -Pk "$home" "$launcher" "$at" 2>/dev/null
        if [ $# -gt 0 ]; then
            part containers 0
            state='{{.State.Status}} {{.RestartCount}} {{.State.StartedAt}} {{.State.OOMKilled}} {{.State.ExitCode}}'
            timeout 2 docker inspect --type container -f "{{.Name}} $state" "$@" 2>&1
            part containers-code $?
        fi
        if [ "$gpu" = gpu ]; then
            why=clocks_throttle_reasons
            hw=$why.hw_slowdown,$why.hw_thermal_slowdown,$why.hw_power_brake_slowdown
            sw=$why.sw_thermal_slowdown,$why.sw_power_cap
            part gpu 0
            timeout 2 nvidia-smi --query-gpu=utilization.gpu,temperature.gpu,power.draw,clocks.sm,$hw,$sw \
                --format=csv,noheader,nounits 2>/dev/null
            code=$?; part gpu-code $code
            if [ $code -ne 124 ]; then
                part processes 0
                timeout 2 nvidia-smi --query-compute-apps=pid,process_name,used_gpu_memory \
                    --format=csv,noheader,nounits 2>/dev/null
                part processes-code $?
            fi
        fi
        part times 0
        times
        part end 0
        exit 0
        """;

    /// <param name="containers">Names of containers; one that docker cannot have is not asked for.</param>
    /// <param name="launcher">The launcher's directory.</param>
    /// <param name="asksGpu">Whether nvidia-smi is asked as well.</param>
    public static SampleScript For(IReadOnlyList<string> containers, string launcher, bool asksGpu)
    {
        var mark = $"sc-{Guid.NewGuid():N}";
        return new(
            new(Text) { Arguments = [mark, asksGpu ? "gpu" : "", launcher, .. containers], Deadline = Deadline },
            mark, containers);
    }

    /// <summary>The containers that should be on a node: the model's on each, a service's where it runs.</summary>
    public static IReadOnlyList<string> ContainersOn(SparkSettings node, EffectiveSettings settings) =>
    [
        .. settings.Services.Where(service => service.Node == node.Name).Select(service => service.Container)
            .Prepend(settings.VllmContainer).OfType<string>().Distinct().Where(IsName)
    ];

    // A word that begins with a dash would be an option of docker's.
    private static bool IsName(string name) =>
        name.Length > 0 && char.IsAsciiLetterOrDigit(name[0]) && name.All(IsOfName);

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-';
}
