using Microsoft.Extensions.Configuration;
using SparkControl.HealthMonitor.Sampling;
using SparkControl.ServiceDefaults;
using Xunit;

namespace SparkControl.Tests.Unit.ServiceDefaults;

public sealed class UserPathTests
{
    private static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    [Fact]
    public void A_tilde_is_the_users_home() =>
        Assert.Equal(Path.Combine(Home, ".ssh", "key"), UserPath.Full(" ~/.ssh/key "));

    [Fact]
    public void Any_other_path_is_made_whole() => Assert.Equal(Path.GetFullPath("keys/one"), UserPath.Full("keys/one"));

    [Fact]
    public void The_monitor_finds_the_key_where_the_panel_does()
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["SSH_KEY_PATH"] = "~/.ssh/key" }).Build();

        Assert.Equal(Path.Combine(Home, ".ssh", "key"), KeyPath.Of(settings));
    }
}
