using System.Text.Json.Nodes;

namespace SparkControl.Tests.EndToEnd;

/// <summary>What the panel tells the Health page: states for its stream, and answers to what the page asks.</summary>
internal static class ToldHealth
{
    /// <summary>What an app might report: markup, a terminal's colours, a word that never ends.</summary>
    public static readonly string Hostile = "<img src=x onerror=alert(1)> \u001b[31mred " + new string('x', 900);

    /// <summary>Opens the page of a panel with a quiet day; <paramref name="answers"/> may tell it otherwise.</summary>
    public static Task<ToldPage> OpenAsync(Seen seen, Uri panel, Func<ToldPage, Task>? answers = null) =>
        ToldPage.OpenAsync(seen, panel, "/health", Keys(), async told =>
        {
            await told.AnswerAsync("/api/services", 200, Services());
            await told.AnswerAsync("/api/uptime*", 200, Day());
            await told.AnswerAsync("/api/connectivity*", 200, Log());
            await told.AnswerAsync("/api/incidents", 200, Array.Empty<object>());
            await told.AnswerAsync(
                "/api/metrics/history*", 200, new { step_seconds = 5, at = Array.Empty<string>(), lines = new { } });
            if (answers is not null) await answers(told);
        });

    /// <summary>Both Sparks and the three services are well.</summary>
    public static JsonObject Keys()
    {
        var keys = Told.Keys(Told.Serving("house"));
        keys["service:parakeet"] = Service("parakeet", "healthy");
        keys["service:magpie"] = Service("magpie", "healthy");
        keys["node:spark1"] = Node("spark1");
        keys["node:spark2"] = Node("spark2");
        keys["journal"] = Journal(1);
        return keys;
    }

    public static JsonObject Service(string name, string verdict) => new()
    {
        ["name"] = name,
        ["verdict"] = verdict,
        ["since"] = Ago(60),
        ["planned"] = false,
        ["evidence"] = "3 probes in a row: no connection within 2 s",
        ["latency_ms"] = 11.2,
        ["restarts"] = new JsonArray()
    };

    public static JsonObject Journal(int written) =>
        new() { ["written"] = written, ["incident"] = null, ["incidents_of_day"] = 0 };

    public static JsonObject Action(string phase, string? failure = null, string? command = null) => new()
    {
        ["id"] = "a-1",
        ["service"] = "parakeet",
        ["verb"] = "restart",
        ["phase"] = phase,
        ["source"] = "page",
        ["requested_at"] = Ago(20),
        ["ended_at"] = phase is "done" or "failed" ? Ago(2) : null,
        ["failure"] = failure is null ? null : new JsonObject
        {
            ["code"] = "exited",
            ["title"] = failure,
            ["remedies"] = new JsonArray(new JsonObject { ["title"] = "Look at its log", ["command"] = command })
        }
    };

    /// <summary>Lines of the log, newest first.</summary>
    public static object Log(params JsonObject[] entries) => new { entries, next = (string?)null };

    public static JsonObject Down(string id) => Line(id, "transition", new()
    {
        ["from"] = "healthy",
        ["to"] = "unhealthy",
        ["evidence"] = "3 probes in a row: no connection within 2 s"
    });

    public static JsonObject Report(string id, string error) =>
        Line(id, "report", new() { ["ok"] = false, ["source"] = "relay", ["error"] = error });

    /// <summary>The incident as it stands in the list.</summary>
    public static object IncidentSummary() => new
    {
        id = "i-1",
        begin = Ago(900),
        end = Ago(600),
        services = new[] { "parakeet" },
        cause = (object?)null,
        lines = 1
    };

    public static object Incident(params JsonObject[] entries) => new
    {
        id = "i-1",
        begin = Ago(900),
        end = Ago(600),
        services = new[] { "parakeet" },
        cause = new { code = "host", sentence = "Everything on spark2 went down within 4 s." },
        entries,
        lines = entries.Length,
        omitted = 0,
        reports = new[] { new { source = "relay", failed = 3, ok = 0 } },
        nodes = new[]
        {
            new
            {
                node = "spark2",
                mem_total_bytes = 128L << 30,
                minutes = new[] { new { at = Ago(900), mem_available_bytes = 2L << 30, gpu_percent = (double?)null } }
            }
        },
        logs = new[] { ContainerLog() }
    };

    // Long enough to be folded; what came last is of a stranger.
    private static object ContainerLog() => new
    {
        change = "parakeet:4",
        service = "parakeet",
        node = "spark2",
        container = "parakeet-asr",
        read_at = Ago(895),
        lines = Enumerable.Range(1, 13).Select(i => new
        {
            node = "spark2",
            at_ms = DateTimeOffset.UtcNow.AddSeconds(i - 915).ToUnixTimeMilliseconds(),
            text = i < 13 ? $"line {i}" : Hostile
        })
    };

    public static object Services() => new
    {
        services = new[] { "vllm", "parakeet", "magpie" }.Select(name => new { name, hindrance = (string?)null })
    };

    /// <summary>A day of 96 quarters of an hour, with an outage of Parakeet in the middle.</summary>
    public static object Day() => new
    {
        window = "day",
        services = new[] { "vllm", "parakeet", "magpie" }.Select(name => new
        {
            name,
            up_fraction = 0.99,
            down_seconds = name == "parakeet" ? 600 : 0,
            planned_seconds = 0,
            unknown_seconds = 0,
            buckets = Enumerable.Range(0, 96).Select(i => Bucket(i, name == "parakeet" && i == 48 ? 600 : 0))
        })
    };

    private static object Bucket(int i, int down) => new
    {
        at = Ago((96 - i) * 900),
        up_seconds = 900 - down,
        down_seconds = down,
        planned_seconds = 0,
        unknown_seconds = 0
    };

    private static JsonObject Line(string id, string kind, JsonObject more)
    {
        more["id"] = id;
        more["kind"] = kind;
        more["at"] = Ago(700);
        more["service"] = "parakeet";
        more["count"] = 1;
        return more;
    }

    private static JsonObject Node(string name) => new()
    {
        ["name"] = name,
        ["link"] = new JsonObject { ["state"] = "up" },
        ["sampled_at"] = Ago(2),
        ["mem_total_bytes"] = 128L << 30,
        ["mem_available_bytes"] = 80L << 30,
        ["sample"] = new JsonObject { ["uptime_seconds"] = 400_000, ["cost_cpu_ms"] = 25 }
    };

    private static string Ago(int seconds) => DateTimeOffset.UtcNow.AddSeconds(-seconds).ToString("O");
}
