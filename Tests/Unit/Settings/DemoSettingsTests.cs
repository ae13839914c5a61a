using System.Runtime.Versioning;
using SparkControl.Contracts;
using SparkControl.ControlApi.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Settings;

/// <summary>A demo drives the simulated pair, whatever the files say.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DemoSettingsTests : IDisposable
{
    private readonly PanelFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_demo_knows_the_simulated_pair_only()
    {
        _files.Environment["SPARK1_HOST"] = "192.168.1.41";
        _files.Startos = """{ "spark2_host": "192.168.1.42" }""";

        using var store = await _files.OpenAsync(Demo);
        var outcome = await store.ChangeAsync("spark1_host", "192.168.1.41");

        Assert.Equal(("127.0.0.1", null, true), (store.Current.Spark1?.Host, store.Current.Spark2, store.Current.Demo));
        Assert.NotNull(store.Current.Spark1!.Local);
        Assert.IsType<SettingsOutcome.Refused>(outcome);
    }

    [Fact]
    public async Task A_demo_does_not_start_on_the_files_of_a_real_pair()
    {
        _files.Settings = "spark1_host: 192.168.1.41\n";

        var refused = await Assert.ThrowsAsync<CannotStartException>(() => _files.OpenAsync(Demo));

        Assert.Contains("spark1_host", refused.Message);
    }

    [Theory]
    [InlineData("spark1_host: [192.168.1.41\n", "cannot be read")]
    [InlineData("spark1_host: 192.168.1.420\n", "spark1_host")]
    public async Task A_demo_does_not_start_on_files_that_may_be_those_of_a_real_pair(string settings, string reason)
    {
        _files.Settings = settings;

        var refused = await Assert.ThrowsAsync<CannotStartException>(() => _files.OpenAsync(Demo));

        Assert.Contains(reason, refused.Message);
    }

    [Fact]
    public async Task A_real_host_that_is_written_while_a_demo_runs_does_not_come_into_force()
    {
        using var store = await _files.OpenAsync(Demo);
        _files.Settings += "spark1_host: 192.168.1.41\nspark2_host: 192.168.1.42\n";

        await store.RereadAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("127.0.0.1", null), (store.Current.Spark1?.Host, store.Current.Spark2));
        Assert.Equal(2, store.Current.Problems.Count(problem => problem.Problem.Contains("simulated pair only")));
    }

    private static DemoPair Demo => new(
        new Dictionary<string, string> { ["spark1_host"] = "127.0.0.1" },
        new Dictionary<string, LocalShellSettings> { ["spark1"] = new() });
}
