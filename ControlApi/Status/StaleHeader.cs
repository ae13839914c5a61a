using System.Globalization;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Status;

/// <summary>
/// Says with every answer how old it is while Redis is away; where nothing was read yet, how long that has been so.
/// </summary>
internal static class StaleHeader
{
    public const string Name = "X-Spark-Stale";

    public static IApplicationBuilder UseStaleHeader(this IApplicationBuilder app)
    {
        var mirror = app.ApplicationServices.GetRequiredService<StateMirror>();
        return app.Use((context, next) =>
        {
            if (mirror.Silence is { } stale && HttpMethods.IsGet(context.Request.Method))
            {
                context.Response.Headers[Name] = ((int)stale.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            }

            return next(context);
        });
    }
}
