using System.Diagnostics;
using System.Text;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Unit.Sparks;

public sealed class ShellQuoteTests
{
    private static readonly string[] Hostile = [
        "", " ", "'", "''", "'\\''", "\"", "\\", "\\\\", "$HOME", "$(id)", "`id`", "${x}", ";id", "|id", "&", "&&id",
        ">x", "<x", "*", "?", "[a]", "~", "~/x",
        "#x", "!x", "-n", "--", "-e a", "\n", "a\nb", "\r\n", "\t", "ü", "日本", "🎉", "a=b", "{a,b}", "(x)", "%s",
        "\u0001", "\u001b[31m", "EOF", "}", "; exit; }"
    ];

    [Fact]
    public async Task A_shell_reads_every_word_back_byte_for_byte()
    {
        var random = new Random(7);
        var words = Enumerable.Range(0, 500)
            .Select(i => i < Hostile.Length ? Hostile[i] : string.Concat(
                Enumerable.Range(0, random.Next(1, 9)).Select(_ => Hostile[random.Next(Hostile.Length)])))
            .ToArray();

        var output = await ShAsync(
            $"for word in {string.Join(' ', words.Select(ShellQuote.Word))}; do printf '%s\\0' \"$word\"; done");
        var typed = await ShAsync($"for word in {ShellQuote.Typed(words)}; do printf '%s\\0' \"$word\"; done");

        Assert.Equal(words, output.Split('\0')[..^1]);
        Assert.Equal(words, typed.Split('\0')[..^1]);
    }

    [Fact]
    public void A_NUL_is_refused() => Assert.Throws<ArgumentException>(() => ShellQuote.Word("a\0b"));

    [Theory]
    [InlineData("--port", "--port")]
    [InlineData("a b", "'a b'")]
    [InlineData("", "''")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("~/x", "'~/x'")]
    public void Only_what_needs_quotes_is_typed_with_them(string word, string typed) =>
        Assert.Equal(typed, ShellQuote.Typed(word));

    [Theory]
    [InlineData("~", "\"$HOME\"")]
    [InlineData("~/a b", "\"$HOME\"/'a b'")]
    [InlineData("/a", "'/a'")]
    public void A_path_may_begin_in_the_home_of_the_node(string path, string word) =>
        Assert.Equal(word, ShellQuote.Path(path));

    [Fact]
    public async Task A_script_that_is_cut_off_anywhere_runs_nothing()
    {
        using var directory = new TemporaryDirectory();
        var text = ScriptText.For(new("touch ran; rm -rf keep/me")
        {
            Arguments = ["a", "b'c"],
            Environment = new Dictionary<string, string> { ["TOKEN"] = "x" },
            Epoch = new(3, "panel")
        }).Text;
        var home = new Dictionary<string, string?> { ["HOME"] = directory.Path };

        foreach (var length in Enumerable.Range(0, text.TrimEnd().Length)
            .Where(i => i % 7 == 0 || i > text.Length - 12))
            await ShAsync(text[..length], home, directory.Path);

        Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
    }

    private static async Task<string> ShAsync(
        string text, Dictionary<string, string?>? environment = null, string? directory = null)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-s"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = directory ?? ""
        };
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEndAsync();
        var error = shell.StandardError.ReadToEndAsync();
        await shell.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(text));
        shell.StandardInput.Close();
        await error;
        return await output;
    }

    private sealed class TemporaryDirectory : IDisposable
    {
        private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("cut-");

        public string Path => directory.FullName;

        public void Dispose() => directory.Delete(recursive: true);
    }
}
