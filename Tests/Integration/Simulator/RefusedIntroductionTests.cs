using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

/// <summary>The simulator as a process of its own, beside a panel that has other Sparks.</summary>
public sealed partial class RefusedIntroductionTests
{
    private const string Refusal = "spark1 shows another key than the one you confirmed";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_panel_that_trusts_other_Sparks_does_not_end_the_simulated_ones()
    {
        await using var panel = await PanelAsync();
        using var simulator = Start("--panel", panel.Urls.First());
        try
        {
            var control = Control().Match(await SaysAsync(simulator, "Two Sparks in")).Groups["port"].Value;
            var told = await SaysAsync(simulator, "fingerprint of spark1");

            Assert.Contains(Refusal, told, StringComparison.Ordinal);
            using var http = new HttpClient();
            using var answer = await http.GetAsync($"http://127.0.0.1:{control}/sim", Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        finally
        {
            await EndAsync(simulator);
        }

        Assert.Equal(0, simulator.ExitCode);
    }

    private static async Task<WebApplication> PanelAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var panel = builder.Build();
        panel.MapGet(
            "/api/ssh/public-key", () => new { public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== panel" });
        panel.MapPost("/api/ssh/trust", () => Results.Problem(Refusal, statusCode: 409));
        await panel.StartAsync(Cancel);
        return panel;
    }

    private static Process Start(params string[] arguments)
    {
        string[] anyPorts =
            ["--ssh-port", "0", "--ssh-port-2", "0", "--vllm-port", "0", "--parakeet-port", "0", "--magpie-port", "0"];
        var program = Path.Combine(AppContext.BaseDirectory, "Simulator.dll");
        return Process.Start(
            new ProcessStartInfo("dotnet", [program, .. arguments, .. anyPorts]) { RedirectStandardOutput = true })!;
    }

    // The first line in which a text is.
    private static async Task<string> SaysAsync(Process simulator, string text)
    {
        while (await simulator.StandardOutput.ReadLineAsync(Cancel) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal)) return line;
        }

        throw new InvalidOperationException($"It has ended without \"{text}\".");
    }

    private static async Task EndAsync(Process simulator)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{simulator.Id}"]);
        await kill.WaitForExitAsync(CancellationToken.None);
        _ = simulator.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await simulator.WaitForExitAsync(CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
    }

    [GeneratedRegex(@"scenarios on (?<port>\d+)")]
    private static partial Regex Control();
}
