using Xunit;

namespace SparkControl.Tests.Unit.Deployment;

/// <summary>What is true of every script that builds or tests.</summary>
public sealed class ScriptTests
{
    private static readonly string[] Scripts =
    [
        "test.sh",
        .. Directory.GetFiles(Path.Combine(Repository.Root, "eng"), "*.sh")
        .Select(file => $"eng/{Path.GetFileName(file)}")
    ];

    private static readonly string[] Verbs = ["build", "test", "publish"];

    [Fact]
    public void Whatever_is_built_or_run_lies_where_it_was_asked_to()
    {
        var calls = Scripts.SelectMany(script => Calls(script).Select(call => (script, call))).ToList();

        Assert.True(calls.Count >= 5);
        Assert.All(calls, one => Assert.True(
            one.call.Contains("${where[@]", StringComparison.Ordinal), $"{one.script}: {one.call}"));
    }

    [Theory]
    [InlineData("eng/test-dotnet.sh")]
    [InlineData("eng/test-startos.sh")]
    [InlineData("eng/test-web.sh")]
    public void A_test_that_was_skipped_has_failed(string script) =>
        Assert.Contains("$(count skipped)", Repository.Text(script), StringComparison.Ordinal);

    private static IEnumerable<string> Calls(string script) => Repository.Text(script)
        .Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
        .Where(line => !line.TrimStart().StartsWith('#'))
        .Where(line => Verbs.Any(verb => line.Contains($"dotnet {verb} ", StringComparison.Ordinal)));
}
