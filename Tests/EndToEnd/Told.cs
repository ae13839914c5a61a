using System.Text.Json.Nodes;

namespace SparkControl.Tests.EndToEnd;

/// <summary>States as the panel sends them, for pages that are told.</summary>
internal static class Told
{
    public static JsonObject Keys(JsonNode? vllm = null, JsonNode? swap = null, string spark2 = "up") => new()
    {
        ["settings"] = new JsonObject
        {
            ["spark1"] = Spark("spark1"),
            ["spark2"] = Spark("spark2"),
            ["vllm_port"] = 8888,
            ["problems"] = new JsonArray()
        },
        ["catalog"] = new JsonObject { ["models"] = new JsonArray(Model("house", "solo"), Model("garden", "cluster")) },
        ["disk"] = new JsonObject { ["nodes"] = new JsonObject { ["spark1"] = Disk(), ["spark2"] = Disk() } },
        ["driver"] = new JsonObject
        {
            ["links"] = new JsonObject { ["spark1"] = Link("up"), ["spark2"] = Link(spark2) }
        },
        ["service:vllm"] = vllm,
        ["swap"] = swap
    };

    public static JsonObject Serving(string model) => new()
    {
        ["name"] = "vllm",
        ["verdict"] = "healthy",
        ["since"] = Ago(3600),
        ["base_url"] = "http://192.168.1.41:8888/v1",
        ["model"] = new JsonObject { ["id"] = model, ["root"] = $"org/{model}" },
        ["requests_running"] = 0,
        ["requests_waiting"] = 0
    };

    public static JsonObject Vllm(string verdict) =>
        new() { ["name"] = "vllm", ["verdict"] = verdict, ["since"] = Ago(60) };

    /// <summary>A swap that began 100 s ago; one whose phase is an end ended 8 s ago.</summary>
    public static JsonObject Swap(string kind, string phase, string? step = null, string remains = "empty")
    {
        var isOver = phase is "ready" or "failed" or "cancelled" or "stopped";
        var stages = new JsonArray(Stage("preflight", 100), Stage("stopping", 97));
        if (kind == "load") stages.Add(Stage("loading", 60, step ?? "weights"));
        if (isOver) stages.Add(Stage(phase, 8));
        return new()
        {
            ["id"] = $"s-{kind}",
            ["kind"] = kind,
            ["model"] = kind == "load" ? "garden" : null,
            ["model_name"] = kind == "load" ? "The garden" : null,
            ["replaces"] = "The house",
            ["phase"] = phase,
            ["step"] = step,
            ["requested_at"] = Ago(100),
            ["ended_at"] = isOver ? Ago(8) : null,
            ["stages"] = stages,
            ["nodes"] = new JsonArray(Node("spark1", isOver ? "empty" : null), Node("spark2", isOver ? remains : null)),
            ["percent"] = 40,
            ["run"] = new JsonObject()
        };
    }

    public static JsonObject Check(string state, bool mayBeIgnored) => new()
    {
        ["name"] = "node",
        ["state"] = state,
        ["title"] = "Spark 2 cannot be asked",
        ["remedy"] = "Wake it.",
        ["command"] = "wakeonlan 48:b0:2d:00:00:02",
        ["may_be_ignored"] = mayBeIgnored
    };

    private static string Ago(int seconds) => DateTimeOffset.UtcNow.AddSeconds(-seconds).ToString("O");

    private static JsonObject Spark(string name) => new()
    {
        ["name"] = name,
        ["host"] = "192.168.1.41",
        ["user"] = "nik",
        ["port"] = 22,
        ["host_keys"] = new JsonArray()
    };

    private static JsonObject Model(string key, string nodes) => new()
    {
        ["key"] = key,
        ["name"] = $"The {key}",
        ["repo"] = $"org/{key}",
        ["nodes"] = nodes,
        ["settings"] = new JsonObject(),
        ["args"] = new JsonArray()
    };

    private static JsonObject Disk() => new()
    {
        ["at"] = Ago(60),
        ["weights"] = new JsonObject { ["org/house"] = Weights(), ["org/garden"] = Weights() }
    };

    private static JsonObject Weights() => new() { ["bytes"] = 1L << 36, ["complete"] = true };

    private static JsonObject Link(string state) => new() { ["state"] = state };

    private static JsonObject Stage(string phase, int ago, string? step = null) =>
        new() { ["phase"] = phase, ["step"] = step, ["at"] = Ago(ago) };

    private static JsonObject Node(string name, string? remains) =>
        new() { ["node"] = name, ["part"] = null, ["remains"] = remains };
}
