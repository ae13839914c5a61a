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
        var pair = Open();

        Assert.Equal(pair.PublicKey, await KeygenAsync("-y", "-P", "", "-f", pair.PrivateKeyFile));
        Assert.Contains("spark-control (ED25519)", await KeygenAsync("-l", "-f", pair.PrivateKeyFile + ".pub"));
    }

    [Fact]
    public void It_is_made_once_and_for_its_owner_alone()
    {
        var first = Open(" ");
        var second = Open();

        Assert.Equal(first, second);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(first.PrivateKeyFile));
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(_files.Data.SshDirectory));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("<html>")]
    public void The_public_half_of_its_own_key_lies_beside_it_for_everybody(string? before)
    {
        var own = Open();
        var published = File.ReadAllText(own.PrivateKeyFile + ".pub");
        File.Delete(own.PrivateKeyFile + ".pub");
        if (before is not null) File.WriteAllText(own.PrivateKeyFile + ".pub", before);

        var again = Open();

        Assert.Equal(own, again);
        Assert.Equal((own.PublicKey + "\n", published), (published, File.ReadAllText(own.PrivateKeyFile + ".pub")));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            File.GetUnixFileMode(own.PrivateKeyFile + ".pub"));
    }

    [Fact]
    public void One_that_cannot_be_put_there_is_told_all_the_same()
    {
        var own = Open();
        File.Delete(own.PrivateKeyFile + ".pub");
        Directory.CreateDirectory(own.PrivateKeyFile + ".pub");

        Assert.Equal(own, Open());
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

        var pair = Open(path);

        Assert.Equal(published, pair.PublicKey);
        Assert.False(File.Exists(path + ".pub"));
        Assert.False(File.Exists(_files.Data.SshKeyFile));
    }

    [Fact]
    public void The_line_for_the_Spark_quotes_the_key()
    {
        var pair = Open();

        Assert.Equal(
            $@"mkdir -p ~/.ssh && chmod 700 ~/.ssh && printf '\n%s\n' '{pair.PublicKey}' >> ~/.ssh/authorized_keys && chmod 600 ~/.ssh/authorized_keys",
            pair.AuthorizeLine);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("ssh-ed25519 AAAA other", "ssh-ed25519 AAAA other\n")]
    [InlineData("ssh-ed25519 AAAA other\n", "ssh-ed25519 AAAA other\n\n")]
    public async Task The_line_leaves_the_keys_that_are_there_alone_even_without_a_last_line_break(string before, string kept)
    {
        var pair = Open();
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_files.Data.Path, ".ssh")).FullName, "authorized_keys");
        File.WriteAllText(file, before);

        await RunAsync("sh", new() { ["HOME"] = _files.Data.Path }, "-c", pair.AuthorizeLine!);

        Assert.Equal($"{kept}{(before == "" ? "\n" : "")}{pair.PublicKey}\n", File.ReadAllText(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Theory]
    [InlineData("nik's laptop", "")]
    [InlineData("'; touch /tmp/pwned; '", "")]
    [InlineData("nik@laptop", " nik@laptop")]
    public async Task A_comment_that_a_shell_would_read_is_left_away(string comment, string kept)
    {
        var path = Path.Combine(_files.Data.Path, "mine");
        await KeygenAsync("-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path);

        var words = File.ReadAllText(path + ".pub").Split(' ');
        Assert.Equal($"{words[0]} {words[1]}{kept}", Open(path).PublicKey);
    }

    [Theory]
    [InlineData("mine/none")]
    [InlineData("mine")]
    public void A_key_that_cannot_be_read_is_told_and_is_no_reason_not_to_start(string name)
    {
        Directory.CreateDirectory(Path.Combine(_files.Data.Path, "mine"));

        var pair = Open(Path.Combine(_files.Data.Path, name));

        Assert.Null(pair.PublicKey);
        Assert.Contains("cannot be read", pair.Problem!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_public_half_that_is_none_is_taken_from_the_private_key()
    {
        var own = Open();
        File.WriteAllText(own.PrivateKeyFile + ".pub", "<html>");

        Assert.Equal(own.PublicKey, Open(own.PrivateKeyFile).PublicKey);
    }

    private SshKeyPair Open(string? configured = null) => SshKeyPair.Open(_files.Data, configured, TimeProvider.System);

    private static Task<string> KeygenAsync(params string[] arguments) => RunAsync("ssh-keygen", [], arguments);

    private static async Task<string> RunAsync(string program, Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, error);
        return output.Trim();
    }
}
