namespace SparkControl.Sparks;

/// <summary>One <c>/bin/sh -s</c> on a node, over SSH or on this machine. Disposing it ends it.</summary>
internal interface IShellChannel : IAsyncDisposable
{
    /// <summary>
    /// Ends when the shell has ended and all its output has been read; throws when the connection broke.
    /// </summary>
    Stream Output { get; }

    Stream Error { get; }

    Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel);
}
