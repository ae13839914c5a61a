using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>A service as a process of its own, which can be killed, paused and asked to end.</summary>
internal sealed class PanelProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on:";

    private readonly Process process;
    private readonly ConcurrentQueue<string> said = new();
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PanelProcess(string program, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _ = process.WaitForExitAsync().ContinueWith(
            _ => address.TrySetException(new InvalidOperationException($"{program} ended: {Said}")),
            TaskScheduler.Default);
    }

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>What it wrote so far.</summary>
    public string Said => string.Join('\n', said);

    public int Id => process.Id;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Returns when it answers requests.</summary>
    public static async Task<PanelProcess> StartAsync(string program, IReadOnlyDictionary<string, string> environment)
    {
        var panel = new PanelProcess(program, environment);
        try
        {
            panel.Http.BaseAddress = await panel.address.Task.WaitAsync(TimeSpan.FromMinutes(2), Cancel);
            return panel;
        }
        catch
        {
            await panel.DisposeAsync();
            throw;
        }
    }

    /// <summary>The swap as this instance shows it; null when there is none.</summary>
    public async Task<SwapState?> SwapAsync() =>
        await GetAsync("/api/swap") is { Length: > 4 } json ? Wire.Read<SwapState>(json) : null;

    public async Task<JsonNode> StatusAsync() => JsonNode.Parse(await GetAsync("/api/status"))!;

    /// <summary>The id of the instance that this one takes for the driver.</summary>
    public async Task<string?> DriverAsync() => (string?)(await StatusAsync())["driver"]?["instance"];

    /// <summary>Whether this process is the driver.</summary>
    public async Task<bool> DrivesAsync() =>
        (await DriverAsync())?.Contains($"-{Id}-", StringComparison.Ordinal) == true;

    /// <summary>A click on a model.</summary>
    public Task<HttpResponseMessage> ClickAsync(string model) =>
        Http.PostAsJsonAsync("/api/swap", new { model }, Cancel);

    /// <summary>A click that is taken, as soon as it can be; the swap's id.</summary>
    public async Task<string> BeginAsync(string model)
    {
        var answer = "";
        await Moment.WhenAsync(
            async () =>
            {
                using var response = await ClickAsync(model);
                answer = await response.Content.ReadAsStringAsync(Cancel);
                // Just started, it does not know its catalog yet.
                return response.StatusCode == HttpStatusCode.Accepted;
            },
            () => $"a swap to {model} is taken: {answer}");
        return (string)JsonNode.Parse(answer)!["id"]!;
    }

    /// <summary>Returns when the swap is as wanted.</summary>
    public async Task<SwapState> SwapIsAsync(Func<SwapState, bool> wanted, string what, TimeSpan? patience = null)
    {
        SwapState? seen = null;
        await Moment.WhenAsync(
            async () => (seen = await SwapAsync()) is not null && wanted(seen),
            () => $"the swap {what}; it is {JsonSerializer.Serialize(seen, Wire.Options)}\n{Said}",
            patience);
        return seen!;
    }

    public Task<SwapState> EndsAsync(string id) => SwapIsAsync(swap => swap.Id == id && !swap.IsActive, "has ended");

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(Cancel);
    }

    public void Pause() => Signal("STOP");

    public void Resume() => Signal("CONT");

    /// <summary>SIGTERM; its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        Signal("TERM");
        await process.WaitForExitAsync(Cancel);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        Http.Dispose();
        process.Dispose();
    }

    private async Task<string> GetAsync(string path)
    {
        try
        {
            return await Http.GetStringAsync(path, Cancel);
        }
        catch (HttpRequestException refused)
        {
            throw new InvalidOperationException($"{path} is not answered: {Said}", refused);
        }
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    private void Hear(string? line)
    {
        if (line is null) return;

        said.Enqueue(line);
        var at = line.IndexOf(Listening, StringComparison.Ordinal);
        if (at >= 0)
            address.TrySetResult(
                new(line[(at + Listening.Length)..].Trim().Replace("[::]", "127.0.0.1", StringComparison.Ordinal)));
    }
}
