using SparkControl.ControlApi.Downloads;
using SparkControl.Sparks;
using SparkControl.Tests.Integration.Swaps;
using Xunit;

namespace SparkControl.Tests.Unit.Downloads;

public sealed class RepoNameTests
{
    private static readonly Uri Hub = new("https://huggingface.co");

    [Theory]
    [InlineData("Qwen/Qwen3-8B", "Qwen/Qwen3-8B")]
    [InlineData("  Qwen/Qwen3-8B/ ", "Qwen/Qwen3-8B")]
    [InlineData("https://huggingface.co/Qwen/Qwen3-8B", "Qwen/Qwen3-8B")]
    [InlineData("https://huggingface.co/Qwen/Qwen3-8B/tree/main", "Qwen/Qwen3-8B")]
    [InlineData("https://huggingface.co/Qwen/Qwen3-8B/blob/main/config.json?download=true#L3", "Qwen/Qwen3-8B")]
    [InlineData("http://www.huggingface.co/Qwen/Qwen3-8B", "Qwen/Qwen3-8B")]
    [InlineData("huggingface.co/Qwen/Qwen3-8B", "Qwen/Qwen3-8B")]
    [InlineData("hf.co/Qwen/Qwen3-8B", "Qwen/Qwen3-8B")]
    [InlineData("meta-llama/Llama-3.1_8B.x", "meta-llama/Llama-3.1_8B.x")]
    [InlineData("Qwen3-8B", null)]
    [InlineData("Qwen/", null)]
    [InlineData("a/b/c", null)]
    [InlineData("https://huggingface.co/datasets/org/name", null)]
    [InlineData("https://huggingface.co/papers/2401.12345", null)]
    [InlineData("https://huggingface.co/blog/org/name", null)]
    [InlineData("https://huggingface.co/collections/org/name", null)]
    [InlineData("https://huggingface.co/Qwen", null)]
    [InlineData("https://example.org/Qwen/Qwen3-8B", null)]
    [InlineData("ftp://huggingface.co/Qwen/Qwen3-8B", null)]
    [InlineData("../etc", null)]
    [InlineData("org/..", null)]
    [InlineData("org/a--b", null)]
    [InlineData("org/name.git", null)]
    [InlineData("-org/name", null)]
    [InlineData("org/name\n", "org/name")]
    [InlineData("org/na\nme", null)]
    [InlineData("", null)]
    public void A_name_or_the_address_of_a_page_is_a_repository(string pasted, string? expected) =>
        Assert.Equal(expected, RepoName.Of(pasted, Hub));

    [Fact]
    public void A_server_in_the_Hubs_place_has_pages_too()
    {
        var mirror = new Uri("http://mirror.lan:8080");

        Assert.Equal("org/name", RepoName.Of("http://mirror.lan:8080/org/name/tree/main", mirror));
        Assert.Null(RepoName.Of("http://mirror.lan/org/name", mirror));
    }

    [Fact]
    public void No_hostile_string_is_a_repository_or_a_directory()
    {
        foreach (var hostile in HostileStrings.Make(500, withControls: true).SelectMany(text => new[] { text, $"org/{text}", $"{text}/name" }))
        {
            var name = RepoName.Of(hostile, Hub);

            Assert.True(name is null || name.All(
                letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '.' or '_' or '-'), hostile);
            if (!HubCache.IsRepo(hostile)) Assert.Throws<ArgumentException>(() => HubCache.Folder(hostile));
        }
    }

    [Theory]
    [InlineData("org--name", "org/name")]
    [InlineData("Qwen--Qwen3-8B", "Qwen/Qwen3-8B")]
    [InlineData("gpt2", null)]
    [InlineData("a--b--c", null)]
    [InlineData("org--na me", null)]
    public void A_directory_of_the_cache_is_of_a_repository(string folder, string? expected) =>
        Assert.Equal(expected, HubCache.RepoOf(folder));
}
