namespace SparkControl.Standalone;

/// <summary>One process a data directory. The kernel lets go when the holder dies, however it dies.</summary>
internal sealed class DataLock : IDisposable
{
    private readonly FileStream held;

    private DataLock(FileStream held) => this.held = held;

    /// <param name="directory">The data directory.</param>
    /// <param name="holder">Who has it, when it is taken.</param>
    /// <returns>Null when another process has it.</returns>
    public static DataLock? TryTake(string directory, out string holder)
    {
        // Who holds it is beside the lock: a locked file cannot be read.
        var name = Path.Combine(directory, "standalone.holder");
        holder = $"process {Environment.ProcessId} on {Environment.MachineName}";
        FileStream held;
        try
        {
            held = new(
                Path.Combine(directory, "standalone.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite,
                FileShare.None);
        }
        catch (IOException)
        {
            holder = File.Exists(name) ? File.ReadAllText(name) : "another process";
            return null;
        }

        Note(name, holder);
        return new(held);
    }

    // The lock is what counts; a full disk does not undo it.
    private static void Note(string name, string holder)
    {
        try
        {
            File.WriteAllText(name, holder);
        }
        catch (IOException)
        {
            File.Delete(name);
        }
    }

    public void Dispose() => held.Dispose();
}
