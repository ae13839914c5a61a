using SparkControl.Contracts;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Unit.Sparks;

public sealed class SshChecksTests
{
    private static readonly HostKey Pinned = new("ssh-ed25519", "SHA256:old");

    [Theory]
    [InlineData(false, true, null, "then confirm it")]
    [InlineData(true, true, false, "put it in place of the old one")]
    [InlineData(true, false, false, "clear spark1_host_key")]
    public void A_host_key_that_is_not_trusted_has_the_remedy_that_the_panel_takes(
        bool pinned, bool shown, bool? passed, string remedy)
    {
        var node = new SparkSettings { Name = "spark1", Host = "spark", HostKeys = pinned ? [Pinned] : [] };

        var checks = SshChecks.Connection(
            node, new(NodeState.Untrusted, null, "So it is."), shown
                ? Pinned with { Fingerprint = "SHA256:new" } : null, "key");

        var check = checks.Single(one => one.Name == "host_key");
        Assert.Equal(passed, check.Passed);
        Assert.Contains(remedy, check.Remedy, StringComparison.Ordinal);
    }
}
