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
    [InlineData("gated_repo", 1, "Error: Access denied. Model 'org/name' requires approval.\nSet HF_DEBUG=1 as environment variable for full traceback.")]
    [InlineData("unknown_repo", 1, "Error: Model 'org/name' not found. If the repo is private, make sure you are authenticated and your token has the required permissions.")]
    [InlineData("commit_gone", 1, "Error: Revision not found in model 'org/name'.")]
    [InlineData("rate_limited", 1, "Error: Client error '429 Too Many Requests' for url 'https://huggingface.co/api/x'\n\n429 Too Many Requests: you have reached your 'api' rate limit.\nRetry after 55 seconds (0/500 requests remaining)")]
    [InlineData("hub_busy", 1, "Error: Server error '503 Service Unavailable' for url 'https://huggingface.co/api/x'")]
    [InlineData("no_network", 1, "Error: Local entry not found. [Errno -3] Temporary failure in name resolution")]
    [InlineData("no_network", 1, "httpx.RemoteProtocolError: peer closed connection without sending complete message body (received 17281988305 bytes, expected 42520394144)")]
    [InlineData("no_network", 2, "error: Failed to fetch: `https://pypi.org/simple/huggingface-hub/`\n  Caused by: dns error: failed to lookup address information")]
    [InlineData("no_network", 1,
        "RuntimeError: Data processing error: error sending request for url (https://cas-server.xethub.hf.co/)")]
    [InlineData("download_failed", 2, "Traceback (most recent call last):\nValueError: something else")]
    public void The_words_of_the_Hubs_tool_say_why_it_has_ended(string code, int exit, string words)
    {
        var failure = ToolWords.OfDownload("spark1", "org/name", exit, words, hasToken: false).Failure;

        Assert.Equal(code, failure.Code);
        Assert.NotEmpty(failure.Remedies);
        Assert.DoesNotContain('\n', failure.Title);
    }

    [Fact]
    public void A_gated_repository_names_the_page_of_its_terms_and_asks_for_a_token_where_there_is_none()
    {
        var without = ToolWords.OfDownload("spark1", "org/name", 1, "GatedRepoError", hasToken: false).Failure;
        var with = ToolWords.OfDownload("spark1", "org/name", 1, "GatedRepoError", hasToken: true).Failure;

        Assert.Equal("https://huggingface.co/org/name", without.Url);
        Assert.Contains(without.Remedies, remedy => remedy.Title.Contains("token", StringComparison.Ordinal));
        Assert.DoesNotContain(with.Remedies, remedy => remedy.Title.Contains("token", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("disk_full", 11, "rsync: write failed on \"/x\": No space left on device (28)")]
    [InlineData("copy_failed", 255, "ssh: connect to host 10.0.0.2 port 22: Connection refused\nrsync error: unexplained error (code 255) at io.c(232)")]
    [InlineData("no_login", 255,
        "user@10.0.0.2: Permission denied (publickey).\nrsync error: unexplained error (code 255) at io.c(232)")]
    public void The_words_of_rsync_say_why_a_copy_has_ended(string code, int exit, string words)
    {
        var failure = ToolWords.OfCopy("spark2", exit, words).Failure;

        Assert.Equal((code, "spark2"), (failure.Code, failure.Node));
    }

    [Theory]
    [InlineData("Passing", 1, "ReadTimeout")]
    [InlineData("Passing", 1, "503 Server Error: Service Unavailable")]
    [InlineData("Passing", 1, "429 Client Error: Too Many Requests")]
    [InlineData("Lasting", 1, "No space left on device")]
    [InlineData("Lasting", 1, "Invalid user token.")]
    [InlineData("Lasting", 127, "")]
    [InlineData("Outdated", 1, "RevisionNotFoundError: 404 Client Error.")]
    [InlineData("Strange", 1, "KeyError: 'x'")]
    public void What_passes_by_itself_is_told_from_what_somebody_must_mend(string fault, int exit, string words) =>
        Assert.Equal(fault, ToolWords.OfDownload("spark1", "org/name", exit, words, hasToken: false).Fault.ToString());

    [Theory]
    [InlineData("Passing", 12)]
    [InlineData("Passing", 30)]
    [InlineData("Passing", 255)]
    [InlineData("Strange", 23)]
    [InlineData("Lasting", 127)]
    public void A_copy_whose_connection_broke_is_told_from_one_that_cannot_be(string fault, int exit) =>
        Assert.Equal(fault, ToolWords.OfCopy("spark2", exit, "rsync error").Fault.ToString());

    [Fact]
    public void How_long_the_Hub_wants_to_be_left_alone_is_heard() =>
        Assert.Equal(TimeSpan.FromSeconds(55), ToolWords.OfDownload(
            "spark1", "org/name", 1, "429 Too Many Requests\nRetry after 55 seconds", hasToken: false).RetryAfter);

    [Fact]
    public void A_signed_address_is_told_without_what_makes_it_open()
    {
        var end = ToolWords.OfDownload("spark1", "org/name", 1,
            "Failed for url: https://cas.example/x/y?X-Amz-Signature=secret&b=1 (timeout)", hasToken: true);

        Assert.Equal("It says: Failed for url: https://cas.example/x/y?… (timeout)", end.Failure.Detail);
    }

    [Fact]
    public void A_hint_is_no_reason()
    {
        var end = ToolWords.OfDownload(
            "spark1", "org/name", 1,
            "Error: Invalid value. It is odd.\nSet HF_DEBUG=1 as environment variable for full traceback.",
            hasToken: true);

        Assert.Equal("It says: Error: Invalid value. It is odd.", end.Failure.Detail);
    }

    [Fact]
    public void A_bar_is_no_reason()
    {
        var failure = ToolWords.OfDownload(
            "spark1", "org/name", 3, "It broke\nFetching 3 files:  33%|███\r 66%|█████", hasToken: true).Failure;

        Assert.Equal("It says: It broke", failure.Detail);
    }
}
