using System.Globalization;

namespace SparkControl.Sparks;

/// <summary>
/// One script for a whole look. Each part stands behind a line that nothing else can print: a random mark, the part's
/// name and the exit code of what gave it.
/// </summary>
/// <param name="Script">The script.</param>
/// <param name="Mark">What the lines before its parts begin with.</param>
internal sealed record ObservationScript(ShellScript Script, string Mark)
{
    private const string Text = WeightsText.Functions + """

        part() { printf '\n%s %s %s\n' "$mark" "$1" "$2"; }
        mark=$1 name=$2 port=$3 image=$4 weights=$5 hex=$6
        wanted='{{.Name}} {{.Id}} {{.Image}} {{.State.Running}} {{.State.Status}} {{.State.StartedAt}}'
        out=$(timeout 10 docker inspect --type container -f "$wanted" "$name" 2>&1)
        code=$?; part container $code; printf '%s\n' "$out"
        if [ $code -eq 0 ]; then
            out=$(timeout 10 docker top "$name" 2>&1); part top $?; printf '%s\n' "$out"
        fi
        out=$(timeout 10 docker image inspect -f '{{.Id}}' "$image" 2>&1); part image $?; printf '%s\n' "$out"
        if out=$(ss -ltnp 2>/dev/null); then
            part ss 0; printf '%s\n' "$out" | grep -e ":$port "
        elif out=$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null); then
            part tcp 0; printf '%s\n' "$out" | grep -i -e "^ *[0-9]*: [0-9A-F]*:$hex [0-9A-F]*:0000 0A "
        fi
        out=$(cat /proc/meminfo 2>/dev/null); part meminfo $?
        printf '%s\n' "$out" | grep -e '^MemTotal:' -e '^MemFree:' -e '^MemAvailable:'
        part hostname 0; hostname 2>/dev/null || uname -n
        if [ -n "$weights" ]; then
            found=$(weights_of "$weights"); part weights 0; printf '%s\n' "$found"
            out=$(timeout 10 docker ps --filter "ancestor=$image" --format '{{.Names}}' 2>/dev/null); part others $?
            printf '%s\n' "$out"
        fi
        part free 0; free_of_hub
        exit 0
        """;

    public static ObservationScript For(NodeQuery query)
    {
        var mark = ScriptText.NewMark();
        return new(new(Text)
        {
            Arguments = [
                mark, query.Container, query.Port.ToString(CultureInfo.InvariantCulture), query.Image,
                query.Weights ?? "", query.Port.ToString("X4", CultureInfo.InvariantCulture)
            ],
            // Four calls of docker may each take ten seconds to say nothing.
            Deadline = TimeSpan.FromSeconds(55)
        }, mark);
    }
}
