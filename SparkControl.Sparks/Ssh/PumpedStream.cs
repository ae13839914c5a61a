using System.IO.Pipelines;

namespace SparkControl.Sparks;

/// <summary>
/// Makes a stream of SSH.NET awaitable: reading one blocks a thread, asynchronous or not, and heeds no token. Each gets
/// a thread of its own, so that a few follows cannot use up the pool.
/// </summary>
internal static class PumpedStream
{
    /// <param name="blocking">A command's stream; it ends when the command does.</param>
    /// <param name="running">The command. Its failure becomes the stream's, so that a cut is no quiet end.</param>
    /// <param name="heard">Called for each piece that comes.</param>
    public static Stream Of(Stream blocking, Task running, Action heard)
    {
        var pipe = new Pipe();
        Apart.Run(() => Pump(blocking, running, heard, pipe.Writer));
        return pipe.Reader.AsStream();
    }

    private static void Pump(Stream blocking, Task running, Action heard, PipeWriter writer)
    {
        Exception? failure = null;
        try
        {
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = blocking.Read(buffer, 0, buffer.Length)) > 0)
            {
                heard();
                if (writer.WriteAsync(buffer.AsMemory(0, read)).AsTask().GetAwaiter().GetResult().IsCompleted) return;
            }

            running.GetAwaiter().GetResult();
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }
        finally
        {
            writer.Complete(failure);
        }
    }
}
