using System.Globalization;

namespace SparkControl.Simulator.Docker;

/// <summary>docker logs.</summary>
internal static class DockerLogs
{
    public static async Task HandleAsync(DockerCall call)
    {
        var flags = Flags.Parse(call.Words, "since until n tail", "f follow t timestamps details");
        if (flags.Unknown is { } unknown)
        {
            await call.RefuseAsync("logs", unknown);
            return;
        }

        var name = flags.Operands.FirstOrDefault() ?? "";
        if (call.Daemon.Find(name) is not { } container)
        {
            await call.FailAsync("Error response from daemon: No such container: " + name);
            return;
        }

        if (container is { IsRunning: false, IsRemoving: true })
        {
            await call.FailAsync(
                "Error response from daemon: can not get logs from container which is dead or marked for removal");
            return;
        }

        var tail = flags.Value("n", "tail");
        var output = await call.Connection.BeginAsync();
        var reader = new LogReader(container.Log, output.WriteAsync)
        {
            Follow = flags.Has("f", "follow"),
            Timestamps = flags.Has("t", "timestamps"),
            Tail = long.TryParse(tail, CultureInfo.InvariantCulture, out var lines) && lines >= 0 ? lines : null,
            Since = Stamp(flags.Value("since"), call.Daemon.Pace.Now)
        };
        await reader.SendAsync(call.Connection.Gone);
    }

    // A time, seconds since 1970, or how long ago: 90s, 10m, 1h30m.
    private static string? Stamp(string? since, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(since)) return null;
        if (double.TryParse(since, CultureInfo.InvariantCulture, out var seconds))
            return Form(DateTimeOffset.UnixEpoch.AddSeconds(seconds));
        if (since.Length > 30 && since[10] == 'T' && since[^1] != 'Z') since = since[..19];
        // Nine digits do not fit into .NET's time, but they sort as they stand.
        if (since.Length == ContainerLog.Stamp - 1 && since[^1] == 'Z') return since;
        return DateTimeOffset.TryParse(
            since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Form(time)
            : Form(now - Ago(since));
    }

    private static string Form(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture) + "00Z";

    private static TimeSpan Ago(string text)
    {
        var (ago, digits) = (TimeSpan.Zero, "");
        foreach (var letter in text)
        {
            if (char.IsAsciiDigit(letter) || letter == '.')
            {
                digits += letter;
                continue;
            }

            var number = double.TryParse(digits, CultureInfo.InvariantCulture, out var value) ? value : 0;
            digits = "";
            ago += letter switch
            {
                'h' => TimeSpan.FromHours(number),
                'm' => TimeSpan.FromMinutes(number),
                's' => TimeSpan.FromSeconds(number),
                _ => TimeSpan.Zero
            };
        }

        return ago;
    }
}
