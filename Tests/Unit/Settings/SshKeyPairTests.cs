using System.Diagnostics;
using System.Runtime.Versioning;
using SparkControl.ControlApi.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Settings;

[UnsupportedOSPlatform("windows")]
public sealed class SshKeyPairTests : IDisposable
{
    private readonly PanelFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Ssh_keygen_reads_the_key_and_finds_the_same_public_half()
    {
        var pair = SshKeyPair.Open(_files.Data, configured: null);

        Assert.Equal(pair.PublicKey, await KeygenAsync("-y", "-P", "", "-f", pair.PrivateKeyFile));
        Assert.Contains("spark-control (ED25519)", await KeygenAsync("-l", "-f", pair.PrivateKeyFile + ".pub"));
    }

    [Fact]
    public void It_is_made_once_and_for_its_owner_alone()
    {
        var first = SshKeyPair.Open(_files.Data, configured: " ");
        var second = SshKeyPair.Open(_files.Data, configured: null);

        Assert.Equal(first, second);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(first.PrivateKeyFile));
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(_files.Data.SshDirectory));
    }

    [Theory]
    [InlineData("")]
    [InlineData("secret phrase")]
    public async Task The_public_half_of_a_configured_key_is_found_without_its_file(string phrase)
    {
        var path = Path.Combine(_files.Data.Path, "mine");
        await KeygenAsync("-q", "-t", "ecdsa", "-N", phrase, "-C", "spark-control", "-f", path);
        var published = File.ReadAllText(path + ".pub").Trim();
        File.Delete(path + ".pub");

        var pair = SshKeyPair.Open(_files.Data, path);

        Assert.Equal(published, pair.PublicKey);
        Assert.False(File.Exists(_files.Data.SshKeyFile));
    }

    [Fact]
    public void The_line_for_the_Spark_quotes_the_key()
    {
        var pair = SshKeyPair.Open(_files.Data, configured: null);

        Assert.Equal($"mkdir -p ~/.ssh && chmod 700 ~/.ssh && echo '{pair.PublicKey}' >> ~/.ssh/authorized_keys", pair.AuthorizeLine);
    }

    private static async Task<string> KeygenAsync(params string[] arguments)
    {
        using var keygen = Process.Start(new ProcessStartInfo("ssh-keygen", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await keygen.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await keygen.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await keygen.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(keygen.ExitCode == 0, error);
        return output.Trim();
    }
}
