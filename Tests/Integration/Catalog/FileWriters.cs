using SparkControl.ControlApi.Settings;

namespace SparkControl.Tests.Integration.Catalog;

/// <summary>
/// What a child process of a test does: writes the three setting files of many panels without end, by the panel's own
/// stores, and says of each change when it begins and when it was answered.
/// </summary>
internal static class FileWriters
{
    /// <summary>The variable that says below which directory.</summary>
    public const string Variable = "SPARK_CONTROL_TESTS_WRITE_BELOW";

    public const string Settings = "settings", Custom = "custom", Overrides = "overrides";

    public static Task RunAsync(string root) =>
        Task.WhenAll(Directory.GetDirectories(root).Select(directory => Task.Run(() => WriteAsync(new(directory)))));

    private static async Task WriteAsync(DataDirectory data)
    {
        using var panel = await PanelStores.OpenAsync(data);
        var name = Path.GetFileName(data.Path);
        for (var n = panel.Numbers.Values.Max() + 1; ; n++)
        {
            await SayAsync(name, Settings, n, () => panel.SetPortAsync(n));
            await SayAsync(name, Custom, n, () => panel.SetNameAsync(n));
            await SayAsync(name, Overrides, n, () => panel.SetLengthAsync(n));
        }
    }

    private static async Task SayAsync(string name, string file, int n, Func<Task> write)
    {
        Console.WriteLine($"> {name} {file} {n}");
        await write();
        Console.WriteLine($"< {name} {file} {n}");
    }
}
