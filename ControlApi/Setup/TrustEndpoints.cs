using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.ControlApi.Settings;
using SparkControl.ServiceDefaults;

namespace SparkControl.ControlApi.Setup;

/// <summary>How panel and Spark come to know each other: its key for them, their keys for it.</summary>
internal static class TrustEndpoints
{
    public static IEndpointRouteBuilder MapTrust(this IEndpointRouteBuilder routes)
    {
        var ssh = routes.MapGroup("/api/ssh").WithTags("Set-up");
        ssh.MapGet("/public-key", GetPublicKey);
        ssh.MapPost("/trust", TrustAsync);
        return routes;
    }

    /// <summary>The key that lets this panel in, and the line that puts it on a Spark.</summary>
    /// <remarks>404 <c>no_public_key</c>.</remarks>
    internal static Results<Ok<PublicKeyView>, ProblemHttpResult> GetPublicKey(SettingsStore store) =>
        store.KeyPair is { PublicKey: { } key, AuthorizeLine: { } line }
            ? TypedResults.Ok(new PublicKeyView(key, line))
            : Problems.Problem(
                "no_public_key", 404, "The public key is not known",
                store.KeyPair.Problem?.Problem
                ?? $"Put it beside the private one, as {store.KeyPair.PrivateKeyFile}.pub.");

    /// <summary>
    /// Pin a Spark's host key, in one step with the one it replaces. From then on a machine with another one is
    /// refused.
    /// </summary>
    /// <remarks>400 <c>invalid</c>; 409 <c>not_configured</c>, <c>host_key_changed</c>.</remarks>
    internal static async Task<Results<Ok<SettingsView>, ValidationProblem, ProblemHttpResult>> TrustAsync(
        TrustRequest request, HostTrust trust, CancellationToken cancel)
    {
        var pin = new HostKey(request.Type, request.Fingerprint);
        var key = request.Key is { } sent ? KnownHosts.WholeKey(pin, sent) : null;
        if (request.Key is not null && key is null)
        {
            return SettingsAnswer.Invalid(new Dictionary<string, string[]>
            {
                ["key"] = ["It is not the key that the fingerprint stands for."]
            });
        }

        return SettingsAnswer.Of(await trust.TrustAsync(request.Node, pin, request.Replaces, key, cancel));
    }
}
