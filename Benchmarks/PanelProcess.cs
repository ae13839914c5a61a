using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using SparkControl.Contracts;

namespace SparkControl.Benchmarks;

/// <summary>A part of a log as a client heard it: lines, or the numbers of those that are gone.</summary>
internal sealed record LogEvent(long From, IReadOnlyList<LogLine> Lines)
{
    /// <summary>The last line of a gap.</summary>
    public long? To { get; init; }
}

/// <summary>A service as a process of its own, and a client of it.</summary>
internal sealed class PanelProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on:";

    private readonly Process process;
    private readonly ConcurrentQueue<string> said = new();
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PanelProcess(string program, IReadOnlyDictionary<string, string> environment, bool isPinned)
    {
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, program)];
        var start = isPinned ? Cores.Start("dotnet", arguments) : new("dotnet", arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        // Beside the program is what it serves.
        start.WorkingDirectory = AppContext.BaseDirectory;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _ = process.WaitForExitAsync().ContinueWith(
            _ => address.TrySetException(new InvalidOperationException($"{program} ended:\n{Said}")),
            TaskScheduler.Default);
    }

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromMinutes(1) };

    public int Id => process.Id;

    /// <summary>What it wrote so far.</summary>
    public string Said => string.Join('\n', said);

    /// <summary>Returns when it answers requests.</summary>
    public static async Task<PanelProcess> StartAsync(
        string program, IReadOnlyDictionary<string, string> environment, CancellationToken cancel,
        bool isPinned = false)
    {
        var panel = new PanelProcess(program, environment, isPinned);
        panel.Http.BaseAddress = await panel.address.Task.WaitAsync(TimeSpan.FromSeconds(60), cancel);
        return panel;
    }

    /// <summary>Returns when a state is known, of which <paramref name="isWanted"/> is told the JSON.</summary>
    public async Task<JsonNode> StateAsync(string key, Func<JsonNode, bool> isWanted, CancellationToken cancel)
    {
        await foreach (var item in EventsAsync("/api/events", cancel))
        {
            var value = item.EventType switch
            {
                "snapshot" => JsonNode.Parse(item.Data)!["keys"]![key]?["value"],
                "change" when JsonNode.Parse(item.Data)! is var change && (string?)change["key"] == key =>
                    change["value"],
                _ => null
            };
            if (value is not null && isWanted(value)) return value;
        }

        throw new InvalidOperationException($"The panel ended before {key} was as wanted:\n{Said}");
    }

    /// <summary>Returns when <paramref name="isWanted"/> says so of where everything is.</summary>
    public async Task EndpointsAsync(Func<JsonNode, bool> isWanted, CancellationToken cancel)
    {
        await foreach (var item in EventsAsync("/api/endpoints/stream", cancel))
        {
            if (item.EventType == "endpoints" && isWanted(JsonNode.Parse(item.Data)!)) return;
        }

        throw new InvalidOperationException($"The panel ended before the endpoints were as wanted:\n{Said}");
    }

    /// <summary>Clicks on a model when the panel drives and knows what there is; the swap's id.</summary>
    public async Task<string> BeginAsync(string model, CancellationToken cancel)
    {
        await StateAsync("driver", _ => true, cancel);
        await StateAsync("launcher", _ => true, cancel);
        using var answer = await Http.PostAsJsonAsync("/api/swap", new { model }, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{model}: {text}\n{Said}");

        return (string)JsonNode.Parse(text)!["id"]!;
    }

    /// <summary>A log from a line on, as long as the caller listens.</summary>
    public async IAsyncEnumerable<LogEvent> LogAsync(
        string job, long from, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var item in EventsAsync($"/api/events?log={job}&from={from}", cancel))
        {
            if (item.EventType == "log") yield return Wire.Read<LogEvent>(item.Data);
            if (item.EventType == "gap")
                yield return Wire.Read<Gap>(item.Data) is var gap ? new(gap.From, []) { To = gap.To } : null!;
        }
    }

    /// <summary>A log from its beginning until it is too late.</summary>
    public async IAsyncEnumerable<LogEvent> LogUntilAsync(
        string job, CancellationToken late, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var events = LogAsync(job, 1, late).GetAsyncEnumerator(CancellationToken.None);
        while (await NextAsync()) yield return events.Current;

        async Task<bool> NextAsync()
        {
            try
            {
                return await events.MoveNextAsync();
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return false;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        Http.Dispose();
        process.Dispose();
    }

    private async IAsyncEnumerable<SseItem<string>> EventsAsync(
        string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var stream = await Http.GetStreamAsync(path, cancel);
        var items = SseParser.Create(stream, (_, data) => Encoding.UTF8.GetString(data));
        await foreach (var item in items.EnumerateAsync(cancel))
        {
            yield return item;
        }
    }

    private void Hear(string? line)
    {
        if (line is null) return;

        said.Enqueue(line);
        var at = line.IndexOf(Listening, StringComparison.Ordinal);
        if (at < 0) return;

        var told = line[(at + Listening.Length)..].Trim();
        address.TrySetResult(new(told.Replace("[::]", "127.0.0.1", StringComparison.Ordinal)));
    }

    private sealed record Gap(long From, long To);
}
