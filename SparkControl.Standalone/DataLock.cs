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
        try
        {
            var held = new FileStream(
                Path.Combine(directory, "standalone.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            holder = $"process {Environment.ProcessId} on {Environment.MachineName}";
            File.WriteAllText(name, holder);
            return new(held);
        }
        catch (IOException) when (File.Exists(name))
        {
            holder = File.ReadAllText(name);
            return null;
        }
    }

    public void Dispose() => held.Dispose();
}
