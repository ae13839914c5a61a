using System.Text.Json.Nodes;

namespace SparkControl.Tests.EndToEnd;

/// <summary>Downloads, disks, fits and the launcher as the panel sends them, for pages that are told.</summary>
internal static class ToldModels
{
    private const long Gib = 1L << 30;

    /// <summary>What is known of a pair with nothing loaded, and these jobs.</summary>
    public static JsonObject Keys(params JsonObject[] jobs)
    {
        var keys = Told.Keys(Told.Vllm("stopped"));
        foreach (var job in jobs) keys[$"job:{job["id"]}"] = job;
        return keys;
    }

    /// <summary>A download for both Sparks, 62 % of it on the first.</summary>
    public static JsonObject Download(string repo = "org/garden", string phase = "downloading") => new()
    {
        ["id"] = "d-1",
        ["kind"] = "download",
        ["subject"] = repo,
        ["repo"] = repo,
        ["nodes"] = "cluster",
        ["phase"] = phase,
        ["requested_at"] = Ago(600),
        ["started_at"] = Ago(600),
        ["ended_at"] = phase is "done" or "failed" ? Ago(5) : null,
        ["cancel_requested"] = false,
        ["percent"] = 31,
        ["eta_seconds"] = 700,
        ["transfers"] = new JsonArray(Transfer("spark1", "hub", 62, 118e6), Transfer("spark2", "spark1", 0, null)),
        ["files"] = new JsonArray(
            File("model-00001.safetensors", 5, 5), File("model-00002.safetensors", 5, 2), File("config.json", 1, 0)),
        ["restarts"] = 0
    };

    /// <summary>A check of what is on both disks, by hashes.</summary>
    public static JsonObject Check()
    {
        var job = Download("org/old", "verifying");
        (job["id"], job["verifies"]) = ("d-9", "d-9");
        job["transfers"] = new JsonArray(Transfer("spark1", "spark1", 62, 2e9), Transfer("spark2", "spark2", 20, 2e9));
        return job;
    }

    /// <summary>One that is done, of weights that no entry of the catalog has.</summary>
    public static JsonObject Done()
    {
        var job = Download("org/meadow", "done");
        job["suggestion"] = new JsonObject
        {
            ["key"] = "meadow",
            ["name"] = "The meadow",
            ["repo"] = "org/meadow",
            ["nodes"] = "solo",
            ["settings"] = new JsonObject { ["max_model_len"] = 32768 },
            ["args"] = new JsonArray("--tool-call-parser", "hermes"),
            ["notes"] = new JsonArray("Its weights are 24 GiB: one Spark holds them.")
        };
        return job;
    }

    /// <summary>The house, with the settings that the catalog has for it.</summary>
    public static object Model(string revision = "r1", int context = 32768)
    {
        var catalog = new { max_model_len = 32768, gpu_memory_utilization = 0.7, prefix_caching = true };
        return new
        {
            key = "house",
            name = "The house",
            source = "bundled",
            repo = "org/house",
            nodes = "solo",
            settings = catalog with { max_model_len = context },
            bundled_settings = catalog,
            args = Array.Empty<string>(),
            warnings = Array.Empty<string>(),
            revision
        };
    }

    /// <summary>A model of the user's own, whose fields show less than its entry says.</summary>
    public static object Own(string revision = "r1", string name = "The house ") => new
    {
        key = "house",
        name,
        source = "custom",
        repo = "org/house",
        nodes = "solo",
        settings = new { gpu_memory_utilization = 0.92 },
        bundled_settings = new { gpu_memory_utilization = 0.92 },
        args = new[] { "--chat-template", "one\ntwo" },
        mods = new[] { "mods/house" },
        env = new { HOUSE = "1" },
        warnings = Array.Empty<string>(),
        revision
    };

    /// <summary>A fit with so many GiB to spare on Spark 1.</summary>
    /// <param name="spare">GiB; fewer than none are lacking.</param>
    /// <param name="unknown">
    /// Arguments that the image's vLLM does not have; null for an image that was not asked.
    /// </param>
    public static object Fit(long spare, string[]? unknown = null) => new
    {
        unknown_options = unknown?.Select(
            option => new { option, near = Array.Empty<string>(), sentence = $"This image's vLLM has no {option}." }),
        vllm_version = unknown is null ? null : "0.17.1",
        verdict = spare < 0 ? "does_not_fit" : "fits",
        reason = $"{60 - spare} GiB are needed.",
        measured = true,
        largest_max_model_len = 65536,
        smallest_gpu_memory_utilization = 0.62,
        learned_loads = 3,
        nodes = new
        {
            spark1 = new
            {
                total_bytes = 120 * Gib,
                system_bytes = 6 * Gib,
                weights_bytes = 40 * Gib,
                engine_bytes = 4 * Gib,
                kv_cache_bytes = (40 - spare) * Gib,
                limit_bytes = 84 * Gib,
                spare_bytes = spare * Gib
            }
        }
    };

    public static object Suggestion => new
    {
        key = "meadow",
        name = "The meadow",
        repo = "org/meadow",
        nodes = "solo",
        settings = new { },
        args = Array.Empty<string>(),
        notes = Array.Empty<string>(),
        total_bytes = 24 * Gib,
        files = 9,
        gated = true,
        license_url = "https://huggingface.co/org/meadow",
        free_bytes = new Dictionary<string, long?> { ["spark1"] = 900 * Gib, ["spark2"] = null },
        missing_bytes = new Dictionary<string, long?> { ["spark1"] = 24 * Gib, ["spark2"] = null },
        spare_bytes = 10_000_000_000L
    };

    public static object Disk => new
    {
        nodes = new { spark1 = new { free_bytes = 900 * Gib, at = Ago(60) } },
        weights = new object[]
        {
            new
            {
                weights = "org/house",
                models = new[] { "house" },
                nodes = On(40),
                loaded = true,
                freeable_bytes = 0L
            },
            new
            {
                weights = "org/old",
                models = Array.Empty<string>(),
                nodes = On(14),
                loaded = false,
                freeable_bytes = 14 * Gib
            },
            new
            {
                weights = "org/spare",
                models = Array.Empty<string>(),
                nodes = new { spark1 = new { bytes = 4 * Gib, complete = false, part_bytes = 3 * Gib } },
                loaded = false,
                freeable_bytes = 4 * Gib
            }
        }
    };

    public static object Update => new
    {
        launcher = new { present = true, commit = "013cd2e" },
        upstream = new
        {
            checked_at = Ago(60),
            commit = "013cd2e",
            behind = 1,
            commits = new[]
            {
                new { id = "e41a7b0", subject = "Move to vLLM 0.18", at = Ago(9000), risky_words = new[] { "vLLM" } }
            },
            local_edits = Array.Empty<string>()
        },
        images = new { spark1 = "sha256:3f9c21d0", spark2 = "sha256:77c1e2aa" },
        images_differ = true,
        can_apply = true
    };

    /// <summary>
    /// The launcher after an update whose build has failed: a new commit with the image of the old one.
    /// </summary>
    public static object HalfDone => new
    {
        launcher = new { present = true, commit = "e41a7b0" },
        upstream = new
        {
            checked_at = Ago(60),
            commit = "e41a7b0dead",
            behind = 0,
            commits = Array.Empty<object>(),
            local_edits = Array.Empty<string>()
        },
        former = new
        {
            commit = "013cd2e99",
            images = new { spark1 = "sha256:3f9c21d0", spark2 = "sha256:3f9c21d0" },
            tag = "vllm-node:before-013cd2e",
            at = Ago(3600),
            is_half_done = true
        },
        images = new { spark1 = "sha256:3f9c21d0", spark2 = "sha256:3f9c21d0" },
        images_differ = false,
        half_done = true,
        can_apply = true,
        can_roll_back = true
    };

    private static Dictionary<string, object> On(long gib) =>
        new() { ["spark1"] = new { bytes = gib * Gib, complete = true } };

    private static JsonObject File(string path, long gib, long done) => new()
    {
        ["path"] = path,
        ["bytes"] = gib * Gib,
        ["done"] = new JsonObject { ["spark1"] = done * Gib }
    };

    private static JsonObject Transfer(string node, string from, int percent, double? rate) => new()
    {
        ["node"] = node,
        ["from"] = from,
        ["bytes"] = 136 * Gib * percent / 100,
        ["total_bytes"] = 136 * Gib,
        ["percent"] = percent,
        ["bytes_per_second"] = rate,
        ["eta_seconds"] = rate is null ? null : 470,
        ["verified"] = false
    };

    private static string Ago(int seconds) => DateTimeOffset.UtcNow.AddSeconds(-seconds).ToString("O");
}
