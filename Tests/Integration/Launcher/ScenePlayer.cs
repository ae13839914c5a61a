using System.Text.RegularExpressions;
using SparkControl.Simulator;
using SparkControl.Simulator.Docker;
using Xunit;

namespace SparkControl.Tests.Integration.Launcher;

/// <summary>Plays a scene on a pair of its own and compares each command with what is expected of the era.</summary>
internal sealed partial class ScenePlayer(SimulatedPair pair, string era)
{
    private readonly List<string> _printed = [];
    private readonly List<string> _complained = [];
    private ShellResult _last = new(0, "", "");
    private string _typed = "";

    public static async Task PlayAsync(string era, string name)
    {
        await using var pair = await SimulatedPair.StartAsync(new() { Era = era, Speed = 200 });
        var player = new ScenePlayer(pair, era);
        var scene = Scene.Of(era).Single(scene => scene.Name == name);
        foreach (var line in Scene.Vocabulary.Expand(scene.Lines)) await player.StepAsync(line);
    }

    private async Task StepAsync(string line)
    {
        var parts = Instruction().Match(line).Groups;
        if (parts["eras"].Length > 0 && !parts["eras"].Value.Contains(era, StringComparison.Ordinal)) return;
        var (node, text) = (parts["node"].Value == "2" ? pair.Worker : pair.Head, parts["text"].Value);
        switch (parts["what"].Value)
        {
            case "$": await TypeAsync("./launch-cluster.sh " + text); break;
            case "build": await TypeAsync("./build-and-copy.sh " + text); break;
            case "git": await TypeAsync("git " + text); break;
            case ">": _printed.Add(text); break;
            case "!": _complained.Add(text); break;
            case "exit": Compare(int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)); break;
            case "%": Assert.Equal(0, (await RunAsync(node, text)).Exit); break;
            case "left": await LeftAsync(node, text); break;
            case "vllm": await LaunchedAsync(node, text); break;
            case "image": node.SetImage("sha256:" + new string('b', 64)); break;
            case "trouble": node.BuildTrouble = Enum.Parse<BuildTrouble>(text); break;
            case "offline": node.SetInternet(false); break;
            case "foreign": node.SetLauncherOwned(false); break;
            case "publish": pair.Registry.Publish(text); break;
            case "push": pair.Upstream.Push("upstream change", text); break;
            case "upstream": pair.Upstream.Fault = Enum.Parse<UpstreamFault>(text); break;
            case "images": Assert.Equal(text == "same", pair.Head.ImageId() == pair.Worker.ImageId()); break;
            case "docker-down": node.DockerFault = DockerFault.Down; break;
            default: Assert.Fail("No such instruction: " + line); break;
        }
    }

    private async Task TypeAsync(string command)
    {
        _printed.Clear();
        _complained.Clear();
        _typed = command;
        _last = await RunAsync(pair.Head, "cd ~/spark-vllm-docker && " + command);
    }

    private static async Task<ShellResult> RunAsync(SimulatedNode node, string command)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        return await node.ShellAsync(command, limit.Token);
    }

    private void Compare(int exit)
    {
        var said = $"{_typed}\nexit {_last.Exit}\n{Tidy(_last.Out)}--- stderr\n{Tidy(_last.Error)}";
        Assert.True(Matches(_printed, _last.Out), $"stdout is not\n{string.Join('\n', _printed)}\n\nbut {said}");
        Assert.True(
            Matches(_complained, _last.Error), $"stderr is not\n{string.Join('\n', _complained)}\n\nbut {said}");
        Assert.True(exit == _last.Exit, $"not {exit}: {said}");
    }

    // A line of one star is any number of lines, a star in a line any text.
    private bool Matches(IEnumerable<string> expected, string actual)
    {
        var pattern = expected.Select(line => line == "*" ? "(?:.*\n)*?" : Pattern(line) + "\n");
        return Regex.IsMatch(Tidy(actual), $@"\A{string.Concat(pattern)}\z");
    }

    private static string Pattern(string text) => Regex.Escape(text).Replace(@"\*", ".*", StringComparison.Ordinal);

    private string Tidy(string text)
    {
        text = Id().Replace(text.Replace(pair.Head.Home, "~", StringComparison.Ordinal), "<id>");
        return Group().Replace(Package().Replace(text, "mod_pkg_<package>"), "(<group>)");
    }

    private static Task LeftAsync(SimulatedNode node, string expected)
    {
        var processes = new Regex($@"\A{Pattern(expected)}\z");
        return Until.TrueAsync(
            async () => processes.IsMatch(await ProcessesAsync(node)), $"on {node.Name} there is left '{expected}'");
    }

    // vLLM itself comes and goes by its own clock; the shell that runs it is the launcher's.
    private static async Task<string> ProcessesAsync(SimulatedNode node)
    {
        var top = (await RunAsync(node, "docker top vllm_node -eo args 2>/dev/null")).Out;
        var lines = top.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1);
        return string.Join(" | ", lines.Where(line => !line.StartsWith("/usr/bin/python3", StringComparison.Ordinal)));
    }

    private static Task LaunchedAsync(SimulatedNode node, string expected) => Until.TrueAsync(
        () => node.Launches.Any(launch => string.Join(' ', launch.Arguments) == expected),
        $"on {node.Name} there was 'vllm {expected}'");

    [GeneratedRegex(@"^(?<what>[$%>!]|[a-z-]+)(?:(?<node>2)|\.?(?<eras>[abc]*))(?: (?<node>[12]):)?(?: (?<text>.*))?$")]
    private static partial Regex Instruction();

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Id();

    [GeneratedRegex("mod_pkg_[0-9]+_[0-9]+")]
    private static partial Regex Package();

    [GeneratedRegex(@"\(-?[0-9]+\)(?=: Inappropriate)")]
    private static partial Regex Group();
}
