using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Cluster;

/// <summary>
/// A node's shell while it is ours to change it. What has to wait for a channel or for the connection is not sent after
/// that.
/// </summary>
internal sealed class LeasedShell(ISparkShell shell, Func<bool> isOurs) : ISparkShell
{
    public string Node => shell.Node;

    public NodeLink Link => shell.Link;

    public event Action<ISparkShell>? LinkChanged
    {
        add => shell.LinkChanged += value;
        remove => shell.LinkChanged -= value;
    }

    public Task<ShellResult> RunAsync(ShellScript script, CancellationToken cancel) =>
        shell.RunAsync(script.Epoch is null ? script : script with { StillMine = isOurs }, cancel);

    public IAsyncEnumerable<ReadOnlyMemory<byte>> FollowAsync(string path, long offset, CancellationToken cancel) =>
        shell.FollowAsync(path, offset, cancel);

    public Task<TailOpening> TailAsync(ShellScript script, CancellationToken cancel) => shell.TailAsync(script, cancel);

    /// <summary>It is not ours to end.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
