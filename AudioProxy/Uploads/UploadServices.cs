using Microsoft.Extensions.Options;
using SparkControl.AudioProxy.Decoding;

namespace SparkControl.AudioProxy.Uploads;

/// <summary>What takes recordings in and makes sound of them.</summary>
internal static class UploadServices
{
    public static IServiceCollection AddUploads(this IServiceCollection services)
    {
        services.AddOptions<SpoolOptions>().BindConfiguration(SpoolOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<DecodingOptions>().BindConfiguration(DecodingOptions.Section)
            .Configure<IConfiguration>((decoding, settings) =>
            {
                if (settings[DecodingOptions.Program]?.Trim() is { Length: > 0 } named) decoding.Ffmpeg = named;
            })
            .ValidateDataAnnotations().ValidateOnStart();

        return services.AddSingleton(Open)
            .AddSingleton(provider => new UploadReader(
                provider.GetRequiredService<Spool>, provider.GetRequiredService<AudioSource>().CanDecode,
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<AudioSource>()
            .AddHostedService<SpoolWorker>();
    }

    private static Spool Open(IServiceProvider services) => Spool.Open(
        CacheDirectory.Of(services.GetRequiredService<IConfiguration>()),
        (long)services.GetRequiredService<IOptions<SpoolOptions>>().Value.ReserveMib << 20);
}
