using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.ControlApi.Import;
using SparkControl.ControlApi.Security;

namespace SparkControl.ControlApi.Settings;

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
            services.GetRequiredService<ILogger<SettingsStore>>(),
            services.GetRequiredService<ImportRecord>().Report?.At).GetAwaiter().GetResult());
        builder.AddOldFiles(demo);
        builder.Services.AddSingleton<HostTrust>();
        builder.Services.AddHostedService<SettingsWatch>();
        return builder;
    }

    public static IEndpointRouteBuilder MapSettings(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api").WithTags("Settings");
        api.MapGet("/settings", Get);
        api.MapPut("/settings", PutAsync);
        return routes;
    }

    /// <summary>The settings in force, where each comes from, and which secrets are kept.</summary>
    /// <remarks>
    /// Of secrets only whether they are kept, and <c>given_for</c>, the server that a token is for where
    /// <c>hf_endpoint</c> is another one; of those who are notified only the hosts.
    /// </remarks>
    internal static Ok<SettingsView> Get(SettingsStore store) => TypedResults.Ok(store.View);

    /// <summary>Change settings and secrets, all or none.</summary>
    /// <remarks>
    /// <c>values</c> by name, null takes one back. Names without a default, kept as secrets: <c>hf_token</c>,
    /// <c>webhook_secret</c>, <c>notify_webhooks</c> (addresses, with new lines or spaces between), <c>notify_ntfy</c>,
    /// <c>ntfy_token</c>. The Hub's token goes to no other <c>hf_endpoint</c> than the one that it was saved with, and
    /// not over http. A change of <c>allowed_hosts</c> or <c>allowed_origins</c> that would refuse the request which
    /// makes it is refused. 400 <c>invalid</c>; 409 <c>moved</c>, <c>read_only</c>, <c>unreadable</c>;
    /// <c>not_written</c> as 503, 507 where the disk is full, or 409 where no line of the file can be changed.
    /// </remarks>
    internal static async Task<Results<Ok<SettingsView>, ValidationProblem, ProblemHttpResult>> PutAsync(
        SettingsRequest request, SettingsStore store, HttpContext context, CancellationToken cancel) =>
        SettingsAnswer.Of(await store.ChangeAsync(
            request.Revision,
            request.Values.ToDictionary(value => value.Key, value => SettingsSources.Texts(value.Value)),
            cancel,
            Asker.Of(context.Request)));
}
