using System.Net;
using System.Runtime.Versioning;
using SparkControl.Contracts;
using SparkControl.ControlApi.Notifications;
using SparkControl.ControlApi.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Settings;

/// <summary>Secrets: written, used, never shown.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SecretsTests : IDisposable
{
    private readonly PanelFiles _files = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_secret_is_kept_for_its_owner_alone_and_never_shown()
    {
        using var store = await _files.OpenAsync();

        await store.ChangeAsync("hf_token", "hf_abcdefghijklmnop");

        Assert.Equal("hf_abcdefghijklmnop", store.Secret("hf_token"));
        Assert.Equal(new KeptSecret(true), store.View.Secrets["hf_token"]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_files.Data.SecretsFile));
        Assert.DoesNotContain("hf_abc", _files.Settings);
        Assert.DoesNotContain("hf_abc", System.Text.Json.JsonSerializer.Serialize(store.View));
        Assert.DoesNotContain("nop", System.Text.Json.JsonSerializer.Serialize(store.View));
    }

    [Fact]
    public async Task A_secret_is_forgotten_when_it_is_blank()
    {
        using var store = await _files.OpenAsync();
        await store.ChangeAsync("hf_token", "hf_abcdefghijklmnop");

        await store.ChangeAsync("hf_token", "");

        Assert.Null(store.Secret("hf_token"));
        Assert.DoesNotContain("hf_abc", File.ReadAllText(_files.Data.SecretsFile));
    }

    [Fact]
    public async Task The_environment_brings_a_token_until_one_is_kept()
    {
        _files.Environment["HF_TOKEN"] = " hf_of_the_environment\n";
        using var store = await _files.OpenAsync();

        Assert.Equal("hf_of_the_environment", store.Secret("hf_token"));
        await store.ChangeAsync("hf_token", "hf_abcdefghijklmnop");

        Assert.Equal("hf_abcdefghijklmnop", store.Secret("hf_token"));
        Assert.DoesNotContain("environment", File.ReadAllText(_files.Data.SecretsFile));
    }

    [Fact]
    public async Task A_token_goes_to_the_server_alone_that_it_was_given_for()
    {
        using var store = await _files.OpenAsync();
        await store.ChangeAsync("hf_token", "hf_abcdefghijklmnop");

        await store.ChangeAsync("hf_endpoint", "https://mirror.example");

        Assert.False(store.HasToken);
        Assert.Null(store.TokenFor("https://mirror.example"));
        Assert.Equal("https://huggingface.co", store.View.Secrets["hf_token"].GivenFor);

        await store.ChangeAsync("hf_endpoint");

        Assert.Equal("hf_abcdefghijklmnop", store.TokenFor("https://huggingface.co"));
        Assert.Null(store.View.Secrets["hf_token"].GivenFor);
    }

    [Fact]
    public async Task A_token_that_comes_with_another_server_is_for_that_one()
    {
        using var store = await _files.OpenAsync();

        await store.ChangeAsync(
            null,
            new Dictionary<string, IReadOnlyList<string>?> { ["hf_endpoint"] = ["https://mirror.example"], ["hf_token"] = ["hf_abc"] },
            Cancel);

        Assert.Equal("hf_abc", store.TokenFor("https://mirror.example"));
        Assert.Null(store.TokenFor("https://huggingface.co"));
    }

    [Fact]
    public async Task A_token_of_the_environment_is_not_for_a_server_that_the_page_names()
    {
        _files.Environment["HF_TOKEN"] = "hf_of_the_environment";
        using var store = await _files.OpenAsync();
        Assert.True(store.HasToken);

        await store.ChangeAsync("hf_endpoint", "http://192.168.1.9:8000");

        Assert.False(store.HasToken);
        Assert.Equal("https://huggingface.co", store.View.Secrets["hf_token"].GivenFor);
    }

    [Theory]
    [InlineData("http://192.168.1.9:8000", false)]
    [InlineData("http://127.0.0.1:8000", true)]
    [InlineData("https://192.168.1.9:8000", true)]
    public async Task No_token_is_taken_for_a_server_that_would_be_sent_it_in_the_open(string server, bool isTaken)
    {
        using var store = await _files.OpenAsync();
        await store.ChangeAsync("hf_endpoint", server);

        var outcome = await store.ChangeAsync("hf_token", "hf_abcdefghijklmnop");

        Assert.Equal(isTaken, outcome is SettingsOutcome.Saved);
        Assert.Equal(isTaken, store.HasToken);
        if (outcome is SettingsOutcome.Refused refused) Assert.Contains("https", refused.Errors["hf_token"][0]);
    }

    [Fact]
    public async Task Nobody_says_by_the_page_for_whom_a_token_is()
    {
        using var store = await _files.OpenAsync();

        var outcome = await store.ChangeAsync("hf_token_for", "https://mirror.example");

        Assert.Contains("hf_token_for", Assert.IsType<SettingsOutcome.Refused>(outcome).Errors.Keys);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("two words", true)]
    public async Task A_token_of_the_environment_that_is_none_is_left_out(string token, bool isTold)
    {
        _files.Environment["HF_TOKEN"] = token;

        using var store = await _files.OpenAsync();

        Assert.Null(store.Secret("hf_token"));
        Assert.Equal(isTold, store.Current.Problems.Any(flaw => flaw.Problem.Contains("HF_TOKEN")));
        Assert.DoesNotContain(store.Current.Problems, flaw => flaw.Problem.Contains("two words"));
    }

    [Fact]
    public async Task A_broken_secrets_file_is_told_without_a_word_of_it()
    {
        using var store = await _files.OpenAsync();
        await store.ChangeAsync("hf_token", "hf_abcdefghijklmnop");
        File.WriteAllText(_files.Data.SecretsFile, "hf_token: x\nhf_token: hf_secret\n hf_more");

        await store.RereadAsync(Cancel);

        Assert.Equal("hf_abcdefghijklmnop", store.Secret("hf_token"));
        Assert.DoesNotContain("hf_", Assert.Single(store.Current.Problems).Problem);
    }

    [Theory]
    [InlineData("hf_token: hf with space\n")]
    [InlineData("hf_token: [hf_other]\n")]
    public async Task A_secret_that_was_spoilt_keeps_its_last_good_value(string text)
    {
        using var store = await _files.OpenAsync();
        await store.ChangeAsync("hf_token", "hf_abcdefghijklmnop");
        File.WriteAllText(_files.Data.SecretsFile, text);

        await store.RereadAsync(Cancel);

        Assert.Equal("hf_abcdefghijklmnop", store.Secret("hf_token"));
        Assert.DoesNotContain("hf_", Assert.Single(store.Current.Problems).Problem);
    }

    [Fact]
    public async Task Of_who_is_told_only_the_hosts_are_shown()
    {
        using var store = await _files.OpenAsync();

        await store.ChangeAsync("notify_webhooks", " http://hooks.lan:8080/t0ken\nhttps://chat.lan/x?key=t0ken ");
        await store.ChangeAsync("notify_ntfy", "https://ntfy.lan/t0ken");
        await store.ChangeAsync("ntfy_token", "tk_t0ken");

        Assert.Equal("http://hooks.lan:8080/t0ken https://chat.lan/x?key=t0ken", store.Secret("notify_webhooks"));
        Assert.Equal(["hooks.lan:8080", "chat.lan"], store.Current.Notifications.Webhooks);
        Assert.Equal("ntfy.lan", store.Current.Notifications.Ntfy);
        Assert.DoesNotContain("t0ken", _files.Settings);
        Assert.DoesNotContain("t0ken", System.Text.Json.JsonSerializer.Serialize(store.View));
        Assert.Equal("t0ken", new Uri(NoticeTarget.All(store)[0].Url).Segments[^1]);
    }

    [Theory]
    [InlineData("notify_webhooks", "http://hooks.lan/t0ken hooks.lan/t0ken")]
    [InlineData("notify_webhooks", "http://me:t0ken@hooks.lan/")]
    [InlineData("notify_webhooks", "http://169.254.169.254/t0ken")]
    [InlineData("notify_webhooks", "http://127.0.0.1:6379/t0ken")]
    [InlineData("notify_webhooks", "http://hooks.lan/ http://127.1/t0ken")]
    [InlineData("notify_webhooks", "http://LocalHost:6379/t0ken")]
    [InlineData("notify_webhooks", "http://[::1]/t0ken")]
    [InlineData("notify_webhooks", "http://[fd00::41]:8080/t0ken")]
    [InlineData("notify_ntfy", "https://[2001:db8::1]/t0ken")]
    [InlineData("notify_webhooks", "http://a/1 http://a/2 http://a/3 http://a/4 http://a/5 http://a/6 "
        + "http://a/7 http://a/8 http://a/9 http://a/10 http://a/t0ken")]
    [InlineData("notify_ntfy", "http://ntfy.lan/a http://ntfy.lan/b")]
    [InlineData("notify_ntfy", "http://panel.localhost/t0ken")]
    [InlineData("ntfy_token", "tk t0ken")]
    public async Task An_address_that_leads_astray_is_refused_without_a_word_of_it(string name, string value)
    {
        using var store = await _files.OpenAsync();

        var refused = Assert.IsType<SettingsOutcome.Refused>(await store.ChangeAsync(name, value));

        Assert.DoesNotContain("t0ken", refused.Errors[name][0]);
        Assert.Null(store.Secret(name));
    }

    [Fact]
    public async Task What_the_file_names_may_be_this_machine_and_so_may_what_the_demo_tells()
    {
        File.WriteAllText(_files.Data.SecretsFile, "notify_webhooks: http://127.0.0.1:1/a\n");
        using var store = await _files.OpenAsync(
            new DemoPair(new Dictionary<string, string>(), new Dictionary<string, LocalShellSettings>()));
        Assert.Equal("http://127.0.0.1:1/a", store.Secret("notify_webhooks"));

        await store.ChangeAsync("notify_webhooks", "http://localhost:2/b");

        Assert.Equal("http://localhost:2/b", store.Secret("notify_webhooks"));
    }

    [Theory]
    [InlineData("hooks.lan", "127.0.0.1 192.168.1.9", "192.168.1.9")]
    [InlineData("hooks.lan", "127.0.0.1", null)]
    [InlineData("hooks.lan", "127.0.1.1 169.254.1.1", null)]
    [InlineData("localhost", "127.0.0.1", "127.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.1", "127.0.0.1")]
    public void A_name_that_leads_to_this_machine_is_not_followed(string host, string addresses, string? kept)
    {
        var found = addresses.Split(' ').Select(IPAddress.Parse).ToArray();

        if (kept is not null) Assert.Equal([IPAddress.Parse(kept)], Loopback.Without(host, found));
        else Assert.Throws<LoopbackException>(() => Loopback.Without(host, found));
    }

    [Fact]
    public async Task Secrets_that_were_opened_to_others_are_closed_again()
    {
        using var store = await _files.OpenAsync();
        File.WriteAllText(_files.Data.SecretsFile, "hf_token: hf_abc\n");
        File.SetUnixFileMode(_files.Data.SecretsFile, (UnixFileMode)0b110_100_100);

        await store.RereadAsync(Cancel);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_files.Data.SecretsFile));
    }
}
