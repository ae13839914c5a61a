using System.Diagnostics;
using SparkControl.Clients;
using SparkControl.Tests.Integration.Connectivity;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Unit.Deployment;
using Xunit;

namespace SparkControl.Tests.Integration.Documents;

/// <summary>The clients of the documents do what they say against a real panel.</summary>
public sealed class ClientTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("python3", "client.py")]
    [InlineData("node", "client.mjs")]
    public async Task A_script_finds_what_is_ready_and_reports_it(string program, string client)
    {
        await using var panel = await StartAsync();
        var start = new ProcessStartInfo(program, [Path.Combine(Repository.Root, "docs", "clients", client), panel.Http.BaseAddress!.ToString().TrimEnd('/')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };

        using var process = Process.Start(start)!;
        var (output, errors) =
            (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);

        Assert.Equal("", await errors);
        Assert.Contains("parakeet ready http://192.0.2.2:8000", await output, StringComparison.Ordinal);
        Assert.Contains("vllm not ready http://192.0.2.1:8888/v1", await output, StringComparison.Ordinal);
        Assert.Contains($"\"{client}\"", await ReportAsync(panel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_does_a_program()
    {
        await using var panel = await StartAsync();

        await Client.RunAsync(panel.Http);

        Assert.Contains("\"Client.cs\"", await ReportAsync(panel), StringComparison.Ordinal);
    }

    private async Task<LogPanel> StartAsync()
    {
        var panel = await LogPanel.StartAsync(
            server, ("SPARK1_HOST", "192.0.2.1"), ("SPARK1_USER", "me"), ("PARAKEET_HOST", "192.0.2.2"),
            ("PARAKEET_USER", "me"));
        await panel.SeenAsync("parakeet", "http://192.0.2.2:8000");
        return panel;
    }

    // No monitor leads here: what is reported stays in the inbox.
    private static async Task<string> ReportAsync(LogPanel panel) =>
        (string?)await panel.Redis.Database.ListGetByIndexAsync(panel.Redis.Keys.Inbox, 0) ?? "";
}
