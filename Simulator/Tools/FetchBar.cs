using System.Globalization;

namespace SparkControl.Simulator.Tools;

/// <summary>tqdm's bar of <c>hf download</c>, drawn over itself: it counts files, not bytes.</summary>
internal sealed class FetchBar(int total, TimeProvider time)
{
    private readonly long _begun = time.GetTimestamp();

    public string At(int done)
    {
        var elapsed = time.GetElapsedTime(_begun);
        var each = done == 0 ? TimeSpan.Zero : elapsed / done;
        var pace = done == 0 ? "?, ?it/s" : string.Create(
            CultureInfo.InvariantCulture, $"{each * (total - done):mm\\:ss}, {each.TotalSeconds,5:F2}s/it");
        return string.Create(CultureInfo.InvariantCulture,
            $"\rFetching {total} files: {done * 100 / total,3}%|{new string('█', done * 10 / total),-10}| " +
            $"{done}/{total} [{elapsed:mm\\:ss}<{pace}]{(done == total ? "\n" : "")}");
    }
}
