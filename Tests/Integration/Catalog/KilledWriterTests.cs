using System.Diagnostics;
using SparkControl.ControlApi.Files;
using SparkControl.ControlApi.Settings;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Catalog;

public sealed class KilledWriterTests : IDisposable
{
    // One kill hits as many panels as write at that moment, each at a point of its own.
    private const int Kills = 10, Panels = 20;

    private const string Comment = "# a line of the owner's", Unknown = "kv_bits: 8 # of another version";

    private readonly TempDirectory _root = new();

    private int _inWrites;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Two_hundred_kills_in_the_middle_of_writing_lose_nothing_that_was_answered()
    {
        var random = new Random(5);
        var written = Prepare();
        for (var kill = 1; kill <= Kills; kill++)
        {
            var said = await WriteAndKillAsync(TimeSpan.FromMilliseconds(random.Next(200)));
            foreach (var directory in Directory.GetDirectories(_root.Path))
                await CheckAsync(new(directory), said, written);
        }

        // Each number counts the changes of one file: the kills fell between and into so many.
        Assert.True(written.Values.Sum() > Kills * Panels, $"only {written.Values.Sum()} changes were made");
        Assert.True(_inWrites > Kills * Panels / 2, $"only {_inWrites} kills fell into a write");
    }

    private Dictionary<string, int> Prepare()
    {
        for (var panel = 0; panel < Panels; panel++)
        {
            DataDirectory data = new(Directory.CreateDirectory(Path.Combine(_root.Path, $"panel-{panel}")).FullName);
            File.WriteAllText(data.SettingsFile, $"{Comment}\nvllm_port: 1\n");
            File.WriteAllText(data.CustomModelsFile, $"{Comment}\nmodels:\n  mine:\n    name: \"1\"\n    repo: a/b\n    nodes: solo\n    settings:\n      {Unknown}\n");
            File.WriteAllText(data.ModelOverridesFile,
                $"{Comment}\nmodels:\n  qwen36:\n    settings:\n      {Unknown}\n      max_model_len: 1\n");
        }

        return [];
    }

    private async Task<IReadOnlyList<string>> WriteAndKillAsync(TimeSpan delay)
    {
        var tests = typeof(KilledWriterTests).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [tests])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_STARTUP_HOOKS"] = tests, [FileWriters.Variable] = _root.Path }
        };
        using var writer = Process.Start(start)!;
        var errors = writer.StandardError.ReadToEndAsync(Cancel);
        List<string> said = [];
        HashSet<string> writing = [];
        while (writing.Count < Panels)
        {
            var line = await writer.StandardOutput.ReadLineAsync(Cancel)
                ?? throw new InvalidOperationException($"The writer ended: {await errors}");
            said.Add(line);
            writing.Add(line.Split(' ')[1]);
        }

        var rest = writer.StandardOutput.ReadToEndAsync(Cancel);
        await Task.Delay(delay, Cancel);
        writer.Kill();
        said.AddRange((await rest).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        await writer.WaitForExitAsync(Cancel);
        return said;
    }

    private async Task CheckAsync(
        DataDirectory data, IReadOnlyList<string> said, Dictionary<string, int> written)
    {
        using var panel = await PanelStores.OpenAsync(data);
        Assert.Empty(panel.Problems);
        foreach (var (file, number) in panel.Numbers)
        {
            var name = $"{Path.GetFileName(data.Path)} {file}";
            var answered = Last(said, $"< {name} ") ?? written.GetValueOrDefault(name, 1);
            var begun = Last(said, $"> {name} ") ?? answered;
            Assert.True(number == answered
                || number == begun, $"{name} is {number}; {answered} was answered, {begun} was begun.");
            if (begun != answered) _inWrites++;
            written[name] = number;
        }

        foreach (var path in (string[])[data.SettingsFile, data.CustomModelsFile, data.ModelOverridesFile])
        {
            var text = await File.ReadAllTextAsync(path, Cancel);
            Assert.StartsWith(Comment, text);
            Assert.True(path == data.SettingsFile || text.Contains(Unknown, StringComparison.Ordinal), path);
            if (File.Exists($"{path}.previous"))
                Assert.NotNull(YamlReader.ReadMap(await File.ReadAllTextAsync($"{path}.previous", Cancel)));
        }
    }

    // A killed process may leave half a line.
    private static int? Last(IReadOnlyList<string> said, string start) =>
        said.LastOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) is { } line
            && int.TryParse(line[start.Length..], out var n) ? n : null;
}
