using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.ServiceDefaults;

namespace SparkControl.ControlApi.Settings;

/// <summary>A change of settings.</summary>
/// <param name="Values">By name; null or blank takes a setting back to its default and forgets a secret.</param>
/// <param name="Revision">The revision that was read; without it, whatever is there is changed.</param>
public sealed record SettingsRequest(IReadOnlyDictionary<string, JsonElement> Values, string? Revision = null);

/// <summary>A host key that a user has compared with what the Spark itself says.</summary>
/// <param name="Node"><c>spark1</c> or <c>spark2</c>.</param>
/// <param name="Type">For example <c>ssh-ed25519</c>.</param>
/// <param name="Fingerprint"><c>SHA256:…</c> as ssh-keygen -l prints it.</param>
/// <param name="Key">The whole public key in base64, if known.</param>
/// <param name="Replaces">The fingerprint that was trusted before, where the Spark has a new key.</param>
public sealed record TrustRequest(
    [RegularExpression("^spark[12]$")] string Node,
    [RegularExpression("^[a-z][a-z0-9@.-]{0,63}$")] string Type,
    [RegularExpression("^SHA256:[A-Za-z0-9+/]{43}$")] string Fingerprint,
    [StringLength(4096)] string? Key = null,
    [RegularExpression("^SHA256:[A-Za-z0-9+/]{43}$")] string? Replaces = null);

/// <summary>The panel's public key.</summary>
/// <param name="PublicKey">As in authorized_keys.</param>
/// <param name="Line">What to paste into a terminal on each Spark.</param>
public sealed record PublicKeyView(string PublicKey, string Line);

internal static class SettingsEndpoints
{
    /// <summary>Reads the settings and follows their files.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="demo">The simulated pair; null for real ones.</param>
    public static IHostApplicationBuilder AddSettings(this IHostApplicationBuilder builder, DemoPair? demo = null)
    {
        builder.Services.AddSingleton(_ => DataDirectory.Resolve(builder.Configuration["DATA_DIR"]));
        builder.Services.AddSingleton(services => SettingsStore.OpenAsync(
            services.GetRequiredService<DataDirectory>(),
            name => builder.Configuration[name],
            demo,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<SettingsStore>>()).GetAwaiter().GetResult());
        builder.Services.AddSingleton<HostTrust>();
        builder.Services.AddHostedService<SettingsWatch>();
        return builder;
    }

    public static IEndpointRouteBuilder MapSettings(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api").WithTags("Settings");
        api.MapGet("/settings", Get);
        api.MapPut("/settings", PutAsync);
        api.MapGet("/ssh/public-key", GetPublicKey);
        api.MapPost("/ssh/trust", TrustAsync);
        return routes;
    }

    /// <summary>The settings in force, where each comes from, and which secrets are kept.</summary>
    internal static Ok<SettingsView> Get(SettingsStore store) => TypedResults.Ok(store.View);

    /// <summary>Change settings and secrets, all or none.</summary>
    internal static async Task<Results<Ok<SettingsView>, ValidationProblem, ProblemHttpResult>> PutAsync(
        SettingsRequest request, SettingsStore store, CancellationToken cancel) =>
        Answer(await store.ChangeAsync(
            request.Revision,
            request.Values.ToDictionary(value => value.Key, value => SettingsSources.Texts(value.Value)),
            cancel));

    /// <summary>The key that lets this panel in, and the line that puts it on a Spark.</summary>
    internal static Results<Ok<PublicKeyView>, ProblemHttpResult> GetPublicKey(SettingsStore store) =>
        store.KeyPair is { PublicKey: { } key, AuthorizeLine: { } line }
            ? TypedResults.Ok(new PublicKeyView(key, line))
            : Problems.Problem(
                "no_public_key", 404, "The public key is not known",
                $"Put it beside the private one, as {store.KeyPair.PrivateKeyFile}.pub.");

    /// <summary>Pin a Spark's host key, in one step with the one it replaces. From then on a machine with another one is refused.</summary>
    internal static async Task<Results<Ok<SettingsView>, ValidationProblem, ProblemHttpResult>> TrustAsync(
        TrustRequest request, HostTrust trust, CancellationToken cancel)
    {
        var pin = new HostKey(request.Type, request.Fingerprint);
        var key = request.Key is { } sent ? KnownHosts.WholeKey(pin, sent) : null;
        if (request.Key is not null && key is null)
        {
            return Invalid(new Dictionary<string, string[]>
            {
                ["key"] = ["It is not the key that the fingerprint stands for."]
            });
        }

        return Answer(await trust.TrustAsync(request.Node, pin, request.Replaces, key, cancel));
    }

    private static Results<Ok<SettingsView>, ValidationProblem, ProblemHttpResult> Answer(SettingsOutcome outcome) =>
        outcome switch
        {
            SettingsOutcome.Saved saved => TypedResults.Ok(saved.View),
            SettingsOutcome.Refused refused => Invalid(refused.Errors),
            SettingsOutcome.Conflicting no => Problems.Problem(no.Code, 409, no.Title, no.Detail),
            _ => throw new InvalidOperationException($"{outcome.GetType().Name} has no answer.")
        };

    private static ValidationProblem Invalid(IReadOnlyDictionary<string, string[]> errors)
    {
        var sentences = string.Join(" ", errors.Select(error => $"{error.Key}: {error.Value[0]}"));
        return TypedResults.ValidationProblem(
            errors,
            $"Nothing was changed. {sentences}",
            title: errors.Count == 1 ? "One value is not good" : $"{errors.Count} values are not good",
            extensions: [new("code", "invalid")]);
    }
}
