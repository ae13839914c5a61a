using Microsoft.Extensions.Options;

namespace SparkControl.AudioProxy.Uploads;

/// <summary>Opens the spool with the service, and sweeps up after instances that died.</summary>
internal sealed partial class SpoolWorker(
    IServiceProvider services, IOptions<SpoolOptions> options, TimeProvider time,
    ILogger<SpoolWorker> logger) : BackgroundService
{
    private bool isRefused;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var tick = new PeriodicTimer(options.Value.Sweep, time);
        do
        {
            Sweep();
        }
        while (await tick.WaitForNextTickAsync(stopping));
    }

    // A disk that cannot be written now may be there later, and speech goes on without it.
    private void Sweep()
    {
        try
        {
            var swept = services.GetRequiredService<Spool>().Sweep();
            isRefused = false;
            if (swept > 0) SweptUp(swept);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            if (!isRefused) NoPlace(refused);
            isRefused = true;
        }
    }

    [LoggerMessage(LogLevel.Information, "Temporary files of {Count} instances that are gone were removed")]
    private partial void SweptUp(int count);

    [LoggerMessage(LogLevel.Error, "There is no place for temporary files, so no recording can be taken")]
    private partial void NoPlace(Exception refused);
}
