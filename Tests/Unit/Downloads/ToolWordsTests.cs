using SparkControl.ControlApi.Downloads;
using Xunit;

namespace SparkControl.Tests.Unit.Downloads;

public sealed class ToolWordsTests
{
    [Theory]
    [InlineData("gated_repo", 1, "huggingface_hub.errors.GatedRepoError: 401 Client Error. (Request ID: Root=1-6923)\n\nCannot access gated repo for url https://huggingface.co/api/models/org/name.\nAccess to model org/name is restricted. You must have access to it and be authenticated to access it. Please log in.")]
    [InlineData("gated_repo", 1, "huggingface_hub.errors.GatedRepoError: 403 Client Error.\nAccess to model org/name is restricted and you are not in the authorized list.")]
    [InlineData("unknown_repo", 1, "huggingface_hub.errors.RepositoryNotFoundError: 404 Client Error. (Request ID: x)\n\nRepository Not Found for url: https://huggingface.co/api/models/org/name/revision/main.")]
    [InlineData("bad_token", 1, "401 Client Error: Unauthorized\nInvalid credentials in Authorization header")]
    [InlineData("rate_limited", 1, "huggingface_hub.errors.HfHubHTTPError: 429 Client Error: Too Many Requests for url: https://huggingface.co/api")]
    [InlineData("disk_full", 1, "OSError: [Errno 28] No space left on device: '/home/u/.cache/x.incomplete'")]
    [InlineData("no_uvx", 127, "sh: 3: exec: uvx: not found")]
    [InlineData("no_network", 1, "httpx.ConnectError: [Errno -3] Temporary failure in name resolution")]
    [InlineData("no_network", 1, "requests.exceptions.ConnectionError: (MaxRetryError(...))")]
    [InlineData("download_failed", 2, "Traceback (most recent call last):\nValueError: something else")]
    public void The_words_of_the_Hubs_tool_say_why_it_has_ended(string code, int exit, string words)
    {
        var failure = ToolWords.OfDownload("spark1", "org/name", exit, words, hasToken: false);

        Assert.Equal(code, failure.Code);
        Assert.NotEmpty(failure.Remedies);
        Assert.DoesNotContain('\n', failure.Title);
    }

    [Fact]
    public void A_gated_repository_names_the_page_of_its_terms_and_asks_for_a_token_where_there_is_none()
    {
        var without = ToolWords.OfDownload("spark1", "org/name", 1, "GatedRepoError", hasToken: false);
        var with = ToolWords.OfDownload("spark1", "org/name", 1, "GatedRepoError", hasToken: true);

        Assert.Equal("https://huggingface.co/org/name", without.Url);
        Assert.Contains(without.Remedies, remedy => remedy.Title.Contains("token", StringComparison.Ordinal));
        Assert.DoesNotContain(with.Remedies, remedy => remedy.Title.Contains("token", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("disk_full", 11, "rsync: write failed on \"/x\": No space left on device (28)")]
    [InlineData("copy_failed", 255, "ssh: connect to host 10.0.0.2 port 22: Connection refused\nrsync error: unexplained error (code 255) at io.c(232)")]
    public void The_words_of_rsync_say_why_a_copy_has_ended(string code, int exit, string words)
    {
        var failure = ToolWords.OfCopy("spark2", exit, words);

        Assert.Equal((code, "spark2"), (failure.Code, failure.Node));
    }

    [Fact]
    public void A_bar_is_no_reason()
    {
        var failure = ToolWords.OfDownload("spark1", "org/name", 3, "It broke\nFetching 3 files:  33%|███\r 66%|█████", hasToken: true);

        Assert.Equal("It says: It broke", failure.Detail);
    }
}
