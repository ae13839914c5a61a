using System.Globalization;
using System.Text.Json.Nodes;

namespace SparkControl.Simulator.Docker;

/// <summary>
/// What docker says about a container: the objects behind `ps` and `inspect`, and how long ago in words.
/// </summary>
internal static class ContainerView
{
    public static JsonObject Row(Container container, DateTimeOffset now, bool whole) => new()
    {
        ["ID"] = whole ? container.Id : container.Id[..12],
        ["Names"] = container.Name,
        ["Image"] = container.Image,
        ["ImageID"] = container.ImageId,
        ["Command"] = $"\"{Clip(string.Join(' ', container.Command), whole)}\"",
        ["CreatedAt"] = container.Created.ToString("yyyy-MM-dd HH:mm:ss +0000 UTC", CultureInfo.InvariantCulture),
        ["RunningFor"] = Ago(now - container.Created) + " ago",
        ["State"] = State(container),
        ["Status"] = Status(container, now),
        ["Ports"] = "",
        ["Labels"] = "",
        ["Mounts"] = "",
        ["Networks"] = "host",
        ["Size"] = "0B",
        ["LocalVolumes"] = "0"
    };

    public static JsonObject Inspect(Container container) => new()
    {
        ["Id"] = container.Id,
        ["Created"] = Time(container.Created),
        ["Path"] = container.Command[0],
        ["Args"] = new JsonArray([.. container.Command.Skip(1).Select(word => (JsonNode)word)]),
        ["State"] = new JsonObject
        {
            ["Status"] = State(container),
            ["Running"] = container.IsRunning,
            ["Paused"] = false,
            ["Restarting"] = container.Restart is not null,
            ["OOMKilled"] = container.WasOutOfMemory,
            ["Dead"] = false,
            ["Pid"] = container.Run is not null ? 4711 : 0,
            ["ExitCode"] = container.ExitCode,
            ["Error"] = "",
            ["StartedAt"] = Time(container.StartedAt),
            ["FinishedAt"] = Time(container.FinishedAt)
        },
        ["Image"] = container.ImageId,
        ["Name"] = "/" + container.Name,
        ["RestartCount"] = container.RestartCount,
        ["Mounts"] = new JsonArray([.. container.Mounts.Select(Mount)]),
        ["HostConfig"] = new JsonObject
        {
            ["Memory"] = container.MemoryLimit,
            ["MemorySwap"] = container.MemorySwap,
            ["NetworkMode"] = "host",
            ["AutoRemove"] = container.AutoRemove,
            ["RestartPolicy"] = new JsonObject { ["Name"] = container.RestartPolicy, ["MaximumRetryCount"] = 0 }
        },
        ["Config"] = new JsonObject
        {
            ["Image"] = container.Image,
            ["Cmd"] = new JsonArray([.. container.Command.Select(word => (JsonNode)word)]),
            ["Env"] = new JsonArray([.. Shown(container).Select(word => (JsonNode)word)]),
            ["Labels"] = new JsonObject()
        },
        ["NetworkSettings"] = new JsonObject { ["IPAddress"] = "", ["Ports"] = new JsonObject() }
    };

    public static string State(Container container) => container switch
    {
        { Restart: not null } => "restarting",
        { IsRunning: true } => "running",
        { IsRemoving: true } => "removing",
        { StartedAt: null } => "created",
        _ => "exited"
    };

    private static JsonObject Mount(string mount)
    {
        var parts = mount.Split(':');
        var isVolume = !parts[0].StartsWith('/');
        return new()
        {
            ["Type"] = isVolume ? "volume" : "bind",
            ["Name"] = isVolume ? parts[0] : "",
            ["Source"] = isVolume ? Volumes.Directory(parts[0]) : parts[0],
            ["Destination"] = parts.ElementAtOrDefault(1) ?? parts[0],
            ["Mode"] = parts.ElementAtOrDefault(2) ?? "",
            ["RW"] = parts.ElementAtOrDefault(2) != "ro"
        };
    }

    private static IEnumerable<string> Shown(Container container) => container.Variables.Where(variable =>
        !variable.StartsWith("SIM_", StringComparison.Ordinal)
            && !variable.StartsWith("PATH=", StringComparison.Ordinal));

    private static string Status(Container container, DateTimeOffset now) => State(container) switch
    {
        "running" => "Up " + Ago(now - container.StartedAt!.Value),
        "restarting" => string.Create(CultureInfo.InvariantCulture,
            $"Restarting ({container.ExitCode}) {Ago(now - (container.FinishedAt ?? now))} ago"),
        "removing" => "Removal In Progress",
        "exited" => string.Create(CultureInfo.InvariantCulture,
            $"Exited ({container.ExitCode}) {Ago(now - (container.FinishedAt ?? now))} ago"),
        _ => "Created"
    };

    private static string Ago(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "Less than a second",
        { TotalSeconds: < 2 } => "1 second",
        { TotalSeconds: < 60 } => $"{(int)span.TotalSeconds} seconds",
        { TotalMinutes: < 2 } => "About a minute",
        { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} minutes",
        { TotalHours: < 2 } => "About an hour",
        { TotalHours: < 48 } => $"{(int)span.TotalHours} hours",
        _ => $"{(int)span.TotalDays} days"
    };

    private static string Time(DateTimeOffset? time) => time is null
        ? "0001-01-01T00:00:00Z"
        : time.Value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture) + "00Z";

    private static string Clip(string text, bool whole) => whole || text.Length <= 20 ? text : text[..19] + "…";
}
