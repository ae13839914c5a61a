namespace SparkControl.Sparks;

/// <summary>The scripts behind <see cref="RemoteJobs"/>; each finds the job's id in <c>$1</c>.</summary>
internal static class JobScripts
{
    /// <summary>A process is known by its id, when it began and the boot it began in: ids come round again.</summary>
    private const string Functions = """
        jobs=$HOME/.spark-control/jobs
        boot() {
            cat /proc/sys/kernel/random/boot_id 2>/dev/null || sysctl -n kern.boottime 2>/dev/null || echo unknown
        }
        began() {
            if [ -r /proc/self/stat ]; then
                { IFS= read -r stat; } 2>/dev/null <"/proc/$1/stat" || return 1
                # a name may have a line end in it
                case $stat in *') '*) ;; *) stat=$(cat "/proc/$1/stat" 2>/dev/null);; esac
                set -- ${stat##*) }
                [ "$1" != Z ] && echo "${20}"
            else
                ps -o lstart= -p "$1"
            fi
        }
        known() {
            [ -s "$1/pid" ] || return 1
            { read -r pid; read -r start; read -r in_boot; } <"$1/pid"
            [ -n "$in_boot" ] && [ "$in_boot" = "${this_boot:=$(boot)}" ]
        }
        alive() { known "$1" && [ "$start" = "$(began "$pid")" ]; }
        # What the command left in its session works on when the runner has gone. While it does, no other process can
        # get the session's id; a leader that began at another time has a session of its own.
        members() {
            left=
            known "$1" || return 1
            leader=$(began "$pid")
            if [ -n "$leader" ]; then [ "$leader" = "$start" ] || return 1; left=$pid; fi
            for member in $(pgrep -s "$pid" 2>/dev/null); do
                since=$(began "$member") && [ "$since" -ge "$start" ] 2>/dev/null && left="$left $member"
            done
            [ -n "$left" ]
        }
        young() {
            [ ! -s "$1/pid" ] || return 1
            changed=$(stat -c %Y "$1" 2>/dev/null || stat -f %m "$1" 2>/dev/null) || return 1
            [ $(($(date +%s) - changed)) -lt 10 ]
        }

        """;

    /// <summary>
    /// Runs as the leader of a session of its own. The trap makes it outlive a TERM of its group, so that it can still
    /// write how the command ended. One that comes too late finds the exit code that its end was given.
    /// </summary>
    public const string Runner = Functions + """
        cd "$HOME" || exit 1
        job=$1
        { echo $$; began $$; boot; } >"$job/pid.new" && mv "$job/pid.new" "$job/pid" || exit 1
        if [ -e "$job/exit" ]; then exit 0; fi
        trap : TERM INT HUP
        /bin/sh "$job/command.sh"
        echo $? >"$job/exit.new" && mv "$job/exit.new" "$job/exit"
        """;

    /// <summary>
    /// <c>$2</c> is the command, <c>$3</c> the <see cref="Runner"/>. Says <c>started</c> or <c>attached</c>. Only the
    /// job's own directory is closed to others: what the command makes is as its user wants it. The runner is nobody's
    /// child, so that the end of this script cannot take it along.
    /// </summary>
    public const string Start = Functions + """
        job=$jobs/$1
        mask=$(umask)
        umask 077
        mkdir -p "$jobs" || exit 1
        if ! mkdir "$job" 2>/dev/null; then
            if [ -d "$job" ]; then echo attached; exit 0; fi
            mkdir "$job"; exit 1
        fi
        printf '%s\n' "$2" >"$job/command.sh" && : >"$job/log" || exit 1
        umask "$mask"
        (setsid /bin/sh -c "$3" job "$job" </dev/null >>"$job/log" 2>&1 9>&- &)
        echo started
        ls -1t "$jobs" | { ended=0; while read -r name; do
            case $name in *[!A-Za-z0-9._-]*|.*|'') continue;; esac
            if alive "$jobs/$name" || young "$jobs/$name"; then continue; fi
            if [ ! -s "$jobs/$name/exit" ] && members "$jobs/$name"; then continue; fi
            ended=$((ended + 1))
            if [ "$ended" -gt 20 ]; then rm -rf "$jobs/$name"; fi
        done; }
        exit 0
        """;

    /// <summary>Says the names of the jobs that begin with <c>$1</c>.</summary>
    public const string Names = """
        cd "$HOME/.spark-control/jobs" 2>/dev/null || exit 0
        for job in "$1"*; do if [ -d "$job" ]; then echo "$job"; fi; done
        """;

    /// <summary>
    /// Says a state, the exit code or a dash, and the length of the log. Life is looked at before the exit code, and
    /// that again after it: a job may end in between.
    /// </summary>
    public const string Status = Functions + """
        job=$jobs/$1
        [ -d "$job" ] || { echo 'absent - 0'; exit 0; }
        if [ ! -s "$job/exit" ] && { members "$job" || young "$job"; }; then
            state='running -'
        elif [ -s "$job/exit" ]; then
            read -r code <"$job/exit"
            state="exited $code"
        else
            state='lost -'
        fi
        echo "$state $(($(wc -c <"$job/log" 2>/dev/null || echo 0)))"
        """;

    /// <summary><c>$2</c> is the signal. Says <c>gone</c> when there is nothing left to end.</summary>
    public const string Signal = Functions + """
        job=$jobs/$1
        gone() { if ! members "$job"; then echo gone; exit 0; fi; }
        # a start that is still on its way finds the job ended, and one that was just made is waited for
        if [ ! -d "$job" ]; then (umask 077; mkdir -p "$job" && echo 143 >"$job/exit"); echo gone; exit 0; fi
        while [ ! -s "$job/exit" ] && young "$job"; do sleep 1; done
        # a runner looks for the exit code after it has left its pid: either it finds this, or its pid is found here
        if [ ! -s "$job/pid" ] && [ ! -s "$job/exit" ]; then echo 143 >"$job/exit"; fi
        gone
        # what made a process group of its own, as timeout does, is still in the session
        kill "-$2" "-$pid" $left 2>/dev/null
        if [ "$2" != KILL ]; then echo sent; exit 0; fi
        if [ ! -s "$job/exit" ]; then
            echo 137 >"$job/exit.new" && mv "$job/exit.new" "$job/exit"
        fi
        for try in 1 2 3 4 5; do gone; sleep 1; kill -KILL $left 2>/dev/null; done
        gone
        echo "These processes cannot be ended: $left" >&2
        exit 1
        """;

    /// <summary>
    /// Waits up to <c>$2</c> seconds for the end, of one that was just made too. Says <c>gone</c> or <c>left</c>.
    /// </summary>
    public const string Wait = Functions + """
        job=$jobs/$1
        until=$(($(date +%s) + $2))
        while members "$job" || { [ ! -s "$job/exit" ] && young "$job"; }; do
            if [ "$(date +%s)" -ge "$until" ]; then echo left; exit 0; fi
            sleep 0.2
        done
        echo gone
        """;
}
