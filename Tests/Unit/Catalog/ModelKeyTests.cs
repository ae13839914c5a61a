using SparkControl.ControlApi.Catalog;
using Xunit;

namespace SparkControl.Tests.Unit.Catalog;

public sealed class ModelKeyTests
{
    [Theory]
    [InlineData("Qwen3.6 35B A3B (NVFP4)", "qwen3.6-35b-a3b-nvfp4")]
    [InlineData("  --Mine--  ", "mine")]
    [InlineData("日本", "model")]
    [InlineData("Export", "export-2")]
    [InlineData("lock", "lock-2")]
    [InlineData("taken", "taken-3")]
    [InlineData("../../etc", "etc")]
    public void A_key_is_made_from_the_name(string name, string key) =>
        Assert.Equal(key, ModelKey.From(name, new HashSet<string> { "taken", "taken-2" }));

    [Fact]
    public void A_long_name_has_room_for_its_number()
    {
        var first = ModelKey.From(new string('a', 200), new HashSet<string>());
        var second = ModelKey.From(new string('a', 200), new HashSet<string> { first });

        Assert.Null(ModelKey.Problem(second));
        Assert.Equal($"{first}-2", second);
    }

    [Theory]
    [InlineData("export", false)]
    [InlineData("import", false)]
    [InlineData("suggest", false)]
    [InlineData("lock", false)]
    [InlineData("Mine", false)]
    [InlineData("a/b", false)]
    [InlineData("exports", true)]
    public void Words_of_the_API_are_no_keys(string key, bool isOne) =>
        Assert.Equal(isOne, ModelKey.Problem(key) is null);

    [Theory]
    [InlineData("org/name", "org/name")]
    [InlineData(" org/name ", "org/name")]
    [InlineData("https://huggingface.co/org/name", "org/name")]
    [InlineData("https://huggingface.co/org/name/tree/main?x=1#y", "org/name")]
    [InlineData("huggingface.co/org/name/blob/main/config.json", "org/name")]
    [InlineData("HTTP://HF.CO/org/name/", "org/name")]
    public void A_pasted_address_is_taken_as_its_repository(string pasted, string repo) =>
        Assert.Equal(repo, HubAddress.RepoOf(pasted));

    [Theory]
    [InlineData("https://huggingface.co/datasets/org/name")]
    [InlineData("huggingface.co/org")]
    [InlineData("https://huggingface.co@evil.example/org/name")]
    [InlineData("https://example.com/org/name")]
    [InlineData("https://huggingface.co")]
    public void An_address_of_anything_else_is_no_repository(string pasted) =>
        Assert.NotNull(ModelRules.Repo(HubAddress.RepoOf(pasted)));
}
