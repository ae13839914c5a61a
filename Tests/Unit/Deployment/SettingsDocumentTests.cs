using System.Text.RegularExpressions;
using SparkControl.ControlApi.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Deployment;

/// <summary>The list of all settings for people is that of the program.</summary>
public sealed partial class SettingsDocumentTests
{
    private static readonly string Document = Repository.Text("docs/settings.md");

    private static readonly string Fields = Repository.Text("WebUI/wwwroot/elements/settings-fields.js");

    // Fingerprints are compared and trusted in the set-up. A container that took itself for a Spark would find nothing.
    private static readonly string[] NotFields = ["spark1_host_key", "spark2_host_key", "spark1_local", "spark2_local"];

    [Fact]
    public void Every_setting_is_in_it_with_its_variable_and_its_usual_value()
    {
        var told = Row().Matches(Document)
            .Select(row => (row.Groups["name"].Value, row.Groups["variable"].Value, row.Groups["usual"].Value)).Order();

        Assert.Equal(
            Setting.All.Select(one => (one.Name, one.EnvironmentName, string.Join(", ", one.Default))).Order(), told);
    }

    [Fact]
    public void So_is_every_secret() => Assert.Equal(
        Secrets.Names.Order(), Secret().Matches(Document).Select(row => row.Groups["name"].Value).Order());

    [Theory]
    [InlineData("ControlApi", "DATA_DIR", "BIND_PORT", "AUDIO_PROXY_URLS", "HF_TOKEN", "Cluster")]
    [InlineData("AudioProxy", "CACHE_DIR", "ASPNETCORE_HTTP_PORTS", "ConnectionStrings__redis")]
    public void What_a_process_reads_is_called_so_in_it(string service, params string[] names)
    {
        var variables = new ReadVariables(Repository.Find);

        Assert.All(names, name => Assert.Contains($"`{name}`", Document, StringComparison.Ordinal));
        Assert.All(names, name => Assert.True(variables.Has(service, name), name));
    }

    [Fact]
    public void Every_setting_has_a_field_on_the_page_or_a_reason_to_have_none()
    {
        var fields = Field().Matches(Fields).Select(field => field.Groups["name"].Value).ToList();

        Assert.Equal(
            Setting.All.Select(one => one.Name).Except(NotFields).Concat(Secrets.Names).Order(), fields.Order());
    }

    // A value is between back quotes and alone; of one that is unset it is said what holds then.
    [GeneratedRegex(
        @"^\| `(?<name>[a-z0-9_]+)` \| `(?<variable>[A-Z0-9_]+)` \| .+ \| (`(?<usual>[^`]+)`|(unset|none)\b.*) \|$",
        RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| `(?<name>[a-z_]+)` \| [^|`]+(`[a-z_]+`[^|]*)?\|$", RegexOptions.Multiline)]
    private static partial Regex Secret();

    [GeneratedRegex("""^    \["(?<name>[a-z0-9_]+)",\s""", RegexOptions.Multiline)]
    private static partial Regex Field();
}
