using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.HealthMonitor.Probes;
using Xunit;

namespace SparkControl.Tests.Integration.Health;

/// <summary>How one look meets a server, without what is made of several.</summary>
public sealed class ProbeClientTests
{
    private readonly FakeTimeProvider time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_of_models_that_does_not_come_leaves_the_model_as_it_is_known()
    {
        await using var vllm = await FakeVllm.StartAsync();
        using var client = new VllmClient(new($"http://127.0.0.1:{vllm.Port}"), time);
        await client.LookAsync(Cancel);
        time.Advance(TimeSpan.FromSeconds(30));
        vllm.ModelsHang = new();

        var silent = await client.LookAsync(Cancel);
        Assert.Equal((ProbeOutcome.Answered, vllm.Model), (silent.Outcome, silent.Model?.Id));

        vllm.ModelsHang.SetResult();
        (vllm.ModelsHang, vllm.Model) = (null, "other/model");
        var asked = await client.LookAsync(Cancel);
        Assert.Equal("other/model", asked.Model?.Id);
    }

    [Fact]
    public async Task A_list_without_a_model_is_an_answer()
    {
        await using var vllm = await FakeVllm.StartAsync();
        using var client = new VllmClient(new($"http://127.0.0.1:{vllm.Port}"), time);
        await client.LookAsync(Cancel);
        time.Advance(TimeSpan.FromSeconds(30));
        vllm.Models = """{"data":[]}""";

        var answer = await client.LookAsync(Cancel);

        Assert.Equal((ProbeOutcome.AnsweredInPart, null), (answer.Outcome, answer.Model));
    }

    [Fact]
    public async Task A_certificate_that_only_the_lan_trusts_is_told_as_such()
    {
        using var certificate = OfTheLan();
        await using var app = await SecureAsync(certificate);
        var url = new Uri(app.Urls.Single());
        using var probe = new CustomProbe("wiki", url, time);

        var answer = await probe.LookAsync(Around, Cancel);

        Assert.Equal(
            (ProbeOutcome.AnsweredBadly, $"{url.Authority} answers, but its certificate is not trusted by this panel."),
            (answer.Outcome, answer.Evidence));
    }

    private static Surroundings Around =>
        new() { Place = new() { Name = "wiki", Kind = ServiceKind.Other }, Now = DateTimeOffset.UnixEpoch };

    private static X509Certificate2 OfTheLan()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=wiki.lan", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private static async Task<WebApplication> SecureAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(
            server => server.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        app.Run(context => context.Response.WriteAsync("fine"));
        await app.StartAsync();
        return app;
    }
}
