using System.Globalization;
using SparkControl.Simulator.Hub;

namespace SparkControl.Simulator.Vllm;

/// <summary>
/// The download that vLLM begins by itself when weights are not on disk: a bar that counts files. Pure.
/// </summary>
internal static class DownloadScript
{
    private const double BytesPerSecond = 120e6;

    public static IEnumerable<Step> Steps(IReadOnlyList<ModelFile> missing, Func<string, string> say)
    {
        if (missing.Count == 0) yield break;
        yield return new(TimeSpan.FromSeconds(1), say(Bar(0, missing.Count)));
        for (var done = 1; done <= missing.Count; done++)
        {
            var file = missing[done - 1];
            var takes = TimeSpan.FromSeconds(file.Size / BytesPerSecond);
            yield return new(takes, say(Bar(done, missing.Count))) { Fetched = file };
        }
    }

    private static string Bar(int done, int total) => string.Create(
        CultureInfo.InvariantCulture,
        $"\rFetching {total} files: {done * 100 / total,3}%|{new string('█', done * 10 / total),-10}| {done}/{total}");
}
