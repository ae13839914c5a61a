using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;
using YamlDotNet.Serialization;

namespace SparkControl.Tests.Unit.Deployment;

/// <summary>What can be said of a release that nobody has run here.</summary>
public sealed partial class ReleaseTests
{
    private static readonly string Text = Repository.Text(".github/workflows/release.yml");

    private static readonly JsonNode File = JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build()
        .Serialize(new DeserializerBuilder().Build().Deserialize(Text)!))!;

    private static JsonObject Jobs => File["jobs"]!.AsObject();

    [Fact]
    public void What_runs_in_it_is_named_by_its_content()
    {
        Assert.All(Uses().Matches(Text), use => Assert.Matches("@[0-9a-f]{40}$", use.Groups["action"].Value));
        Assert.Contains("sha256sum --check", Text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\|\s*(ba)?sh\b", Text);
    }

    [Theory]
    [InlineData("test", null)]
    [InlineData("image", "packages")]
    [InlineData("startos", "contents")]
    public void A_job_may_write_what_it_has_to_and_nothing_else(string job, string? writes)
    {
        var may = (Jobs[job]!["permissions"] ?? File["permissions"])!.AsObject();

        string[] expected = writes is null ? [] : [writes];
        Assert.Equal(expected, may.Where(one => (string?)one.Value != "read").Select(one => one.Key));
    }

    [Fact]
    public void Both_images_that_compose_can_take_are_pushed_under_a_name_that_a_registry_takes()
    {
        var targets = Jobs["image"]!["strategy"]!["matrix"]!["include"]!.AsArray();

        Assert.Equal(["", "demo"], targets.Select(one => (string?)one!["target"]));
        Assert.Equal(["", "-demo"], targets.Select(one => (string?)one!["suffix"]));
        Assert.Contains("${GITHUB_REPOSITORY,,}", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ghcr.io/${{", Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Tests_are_run_as_root_with_the_programs_that_were_set_up() => Assert.Contains(
        "sudo env \"PATH=$PATH\" \"DOTNET_ROOT=$DOTNET_ROOT\" .ci/run ", Text, StringComparison.Ordinal);

    // Without --all a service by itself is published for one platform only. Two groups of tests come one after the
    // other, and each may take its limit.
    [Fact]
    public void A_release_is_tested_whole_and_has_the_time_for_it()
    {
        var limit = int.Parse(LongLimit().Match(Repository.Text("eng/test-dotnet.sh")).Groups["minutes"].Value,
            CultureInfo.InvariantCulture);

        Assert.Contains(Jobs["test"]!["steps"]!.AsArray(),
            step => ((string?)step!["run"])?.EndsWith(" .ci/run --all", StringComparison.Ordinal) == true);
        Assert.InRange(int.Parse((string)Jobs["test"]!["timeout-minutes"]!, CultureInfo.InvariantCulture),
            (2 * limit) + 30, 360);
    }

    [Fact]
    public void The_key_comes_after_everything_that_is_fetched()
    {
        var steps = Jobs["startos"]!["steps"]!.AsArray().Select(step => step!.ToJsonString()).ToList();
        var key = steps.FindIndex(step => step.Contains("secrets.", StringComparison.Ordinal));

        Assert.All((string[])["curl ", "npm ci"], fetched => Assert.InRange(
            steps.FindLastIndex(step => step.Contains(fetched, StringComparison.Ordinal)), 0, key - 1));
    }

    [GeneratedRegex(@"uses: (?<action>\S+)")]
    private static partial Regex Uses();

    [GeneratedRegex(@"== 1 \]\]; then limit=(?<minutes>\d+)m")]
    private static partial Regex LongLimit();
}
