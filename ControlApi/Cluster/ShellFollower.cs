using System.Threading.Channels;
using SparkControl.Contracts;
using SparkControl.ControlApi.Settings;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Cluster;

/// <summary>Keeps the shells to the nodes as the settings have them.</summary>
internal sealed class ShellFollower(SettingsStore settings, SparkShells shells) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var changes = Channel.CreateBounded<EffectiveSettings>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        settings.Changed += now => changes.Writer.TryWrite(now);
        changes.Writer.TryWrite(settings.Current);
        await foreach (var now in changes.Reader.ReadAllAsync(stopping)) await shells.ApplyAsync(now);
    }
}
