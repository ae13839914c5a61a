using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Simulator;
using SparkControl.Sparks;
using SparkControl.Tests.Integration.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Updates;

/// <summary>A panel over a simulated pair whose launcher is updated.</summary>
internal sealed class Shop(Cockpit cockpit)
{
    public const string Image = "vllm-node", Launcher = "spark-vllm-docker";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Everything as at the start: the launcher of an era, and nothing known of updates.</summary>
    public async Task OpenAsync(string era = "c")
    {
        // What upstream has now is that era's launcher, too: a pull brings the tools that then run.
        cockpit.Pair.Upstream.Push($"Era {era} as it was", era: era);
        await cockpit.ResetAsync(era);
        foreach (var node in cockpit.Pair.Nodes) await MakeRoomAsync(node, 1_000);
        var redis = cockpit.Services.GetRequiredService<RedisLink>();
        await redis.Database.KeyDeleteAsync(
            [redis.Keys.Jobs, redis.Keys.State(States.Former.Name), redis.Keys.State(States.Upstream.Name),
                redis.Keys.Inbox]);
        await redis.Database.HashDeleteAsync(redis.Keys.Index, [States.Former.Name, States.Upstream.Name]);
    }

    /// <summary>How much room a node's disks seem to have, in gigabytes.</summary>
    public static async Task MakeRoomAsync(SimulatedNode node, long gigabytes)
    {
        var blocks = (gigabytes * 1_000_000_000 / 1024).ToString(CultureInfo.InvariantCulture);
        var script = $"#!/bin/sh\necho 'Filesystem 1024-blocks Used Available Capacity Mounted on'\necho '/dev/nvme0n1 {blocks} 0 {blocks} 0% /'\n";
        var made = await node.ShellAsync(
            $"cat >~/.local/bin/df <<'END'\n{script}END\nchmod +x ~/.local/bin/df", Cancel);
        Assert.Equal(0, made.Exit);
    }

    /// <summary>Does something while a tool of a node's first does something else.</summary>
    public static async Task<T> WithAsync<T>(SimulatedNode node, string tool, string first, Func<Task<T>> act)
    {
        const string Rest = """
            PATH=$(printf %s "$PATH" | tr ':' '\n' | grep -v '/\.local/bin$' | paste -sd: -)
            exec TOOL "$@"
            """;
        var script = $"#!/bin/sh\n{first}\n{Rest.Replace("TOOL", tool, StringComparison.Ordinal)}\n";
        var made = await node.ShellAsync(
            $"cat >~/.local/bin/{tool} <<'END'\n{script}END\nchmod +x ~/.local/bin/{tool}", Cancel);
        Assert.Equal(0, made.Exit);
        try
        {
            return await act();
        }
        finally
        {
            await node.ShellAsync($"rm ~/.local/bin/{tool}", CancellationToken.None);
        }
    }

    public Task<HttpResponseMessage> PostAsync(string what, object? body = null) =>
        cockpit.Http.PostAsJsonAsync($"/api/update/{what}", body ?? new { }, Cancel);

    /// <summary>Asks for something that must be taken, and gives its id.</summary>
    public async Task<string> BeginAsync(string what, object? body = null)
    {
        using var answer = await PostAsync(what, body);
        var said = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True((int)answer.StatusCode == 202, $"{what}: {answer.StatusCode} {said}");
        return (string)JsonNode.Parse(said)!["id"]!;
    }

    public async Task<UpdateState> RunAsync(string what, object? body = null) =>
        await EndOfAsync(await BeginAsync(what, body));

    public Task<UpdateState> EndOfAsync(string id) =>
        cockpit.UntilAsync(States.Update(id), update => !update.IsActive, () => LogTextAsync(id));

    public Task<UpdateState> UntilAsync(string id, UpdatePhase phase) => cockpit.UntilAsync(
        States.Update(id), update => update.Phase >= phase, () => LogTextAsync(id));

    public async Task<JsonNode> RefusedAsync(string what, int status, object? body = null)
    {
        using var answer = await PostAsync(what, body);
        var said = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True((int)answer.StatusCode == status, $"{what}: {answer.StatusCode} {said}");
        return JsonNode.Parse(said)!;
    }

    public Task<JsonNode> ViewAsync() => cockpit.GetAsync("/api/update");

    /// <summary>Runs commands in the launcher's directory on the head.</summary>
    public async Task<string> InLauncherAsync(string commands)
    {
        var result = await cockpit.Head.ShellAsync($"cd ~/{Launcher} && {commands}", Cancel);
        Assert.True(result.Exit == 0, $"{commands}: {result.Error}");
        return result.Out.Trim();
    }

    public Task<string> CommitAsync() => InLauncherAsync("git rev-parse HEAD");

    /// <summary>The image's ids, the head first; null where there is none.</summary>
    public IReadOnlyList<string?> Images(string reference = Image) =>
        [.. cockpit.Pair.Nodes.Select(node => node.ImageId(reference))];

    /// <summary>
    /// What is stored of an update's jobs is what they printed, each line once and in order; what the panel says, it
    /// says once.
    /// </summary>
    public async Task LogIsExactAsync(string id)
    {
        var stored = await cockpit.LinesAsync(id);
        LogIsExact(cockpit.Pair, id, stored);
    }

    public static void LogIsExact(SimulatedPair pair, string id, IReadOnlyList<LogLine> stored)
    {
        foreach (var (node, job, mark) in Jobs(pair, id))
        {
            var bytes = File.ReadAllBytes(Path.Combine(node.Home, ".spark-control/jobs", job, "log"));
            var printed = new LineSplitter(mark, 0, stamped: false, TimeProvider.System).Take(bytes)
                .Select(line => line.Line.Text);
            Assert.Equal(printed, stored.Where(line => line.Node == mark).Select(line => line.Text));
        }

        var words = stored.Where(line => line.Node == LogLine.Panel).Select(line => line.Text).ToList();
        Assert.Equal(words.Distinct(), words);
    }

    /// <summary>The remote jobs of an update that were begun.</summary>
    public static IEnumerable<(SimulatedNode Node, string Job, string Mark)> Jobs(SimulatedPair pair, string id)
    {
        foreach (var node in pair.Nodes)
        {
            foreach (var job in new[] { id, $"{id}-{node.Name[^1]}" })
            {
                if (Directory.Exists(Path.Combine(node.Home, ".spark-control/jobs", job)))
                    yield return (node, job, job == id ? LogLine.Launcher : node.Name);
            }
        }
    }

    /// <summary>Lines for the connectivity log that are on their way.</summary>
    public async Task<IReadOnlyList<ConnectivityEntry>> ToldAsync()
    {
        var redis = cockpit.Services.GetRequiredService<RedisLink>();
        return [.. (await new HandOver(redis, redis.Keys.Inbox).WaitingAsync())
            .Select(Wire.Read<ConnectivityEntry>).Where(entry => entry.Kind == ConnectivityKind.Update)];
    }

    private async Task<string> LogTextAsync(string id) =>
        string.Join('\n', (await cockpit.LinesAsync(id)).TakeLast(40).Select(line => $"{line.Node,-9} {line.Text}"));
}
