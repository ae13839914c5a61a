using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>
/// A node from outside: short commands and followed files. Two implementations, SSH and this machine.
/// Nothing here throws because a node is away: that is an <see cref="ShellOutcome"/>.
/// </summary>
public interface ISparkShell : IAsyncDisposable
{
    /// <summary>The node's name, <c>spark1</c> or <c>spark2</c>.</summary>
    string Node { get; }

    /// <summary>How the node answers; read from memory.</summary>
    NodeLink Link { get; }

    /// <summary>Raised after <see cref="Link"/> has changed.</summary>
    event Action<ISparkShell>? LinkChanged;

    /// <summary>Runs a short script and waits for its end.</summary>
    /// <exception cref="OperationCanceledException">
    /// The caller gave up; the script may go on until its own deadline.
    /// </exception>
    Task<ShellResult> RunAsync(ShellScript script, CancellationToken cancel);

    /// <summary>
    /// The bytes of a file from an offset, and those that are written to it later, block by block (64 KiB at most). A
    /// block is asked for only when the one before has been taken. A dropped connection is taken up again at the offset
    /// reached; the stream ends only with the caller, and with an <see cref="ObjectDisposedException"/> when the shell
    /// was replaced: take the new one and go on at the offset.
    /// </summary>
    /// <param name="path">An absolute path, or one that begins with <c>~/</c>.</param>
    /// <param name="offset">The first byte wanted, from 0.</param>
    /// <param name="cancel">Ends the stream.</param>
    IAsyncEnumerable<ReadOnlyMemory<byte>> FollowAsync(string path, long offset, CancellationToken cancel);

    /// <summary>
    /// Runs a script that only reads, and gives what it prints as it comes: until it ends, the tail is disposed, or an
    /// hour has passed. Then nothing of it is left on the node.
    /// </summary>
    /// <param name="script">Its deadline and its variables count for nothing here.</param>
    /// <param name="cancel">Gives up opening it.</param>
    Task<TailOpening> TailAsync(ShellScript script, CancellationToken cancel);
}
