namespace SparkControl.Sparks;

/// <summary>Whether the head may log in to the worker, as the launcher does to copy an image.</summary>
/// <param name="Words">What ssh has said; null when it got in.</param>
public sealed record LinkLook(string? Words)
{
    private const string Text =
        "exec ssh -oBatchMode=yes -oConnectTimeout=10 -oStrictHostKeyChecking=accept-new \"$1\" true </dev/null";

    /// <summary>Tries it; null when the head could not be asked.</summary>
    /// <param name="head">The head.</param>
    /// <param name="worker">The worker as the head reaches it, <c>user@address</c>.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<LinkLook?> ReadAsync(ISparkShell head, string worker, CancellationToken cancel = default)
    {
        var script = new ShellScript(Text) { Arguments = [worker], Deadline = TimeSpan.FromSeconds(30) };
        var result = await head.RunAsync(script, cancel);
        return result.Ran ? new(result.Succeeded ? null : result.Error.Trim()) : null;
    }
}
