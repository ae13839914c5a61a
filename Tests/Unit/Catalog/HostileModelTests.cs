using System.Text.Json;
using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;
using SparkControl.Sparks;
using SparkControl.Tests.Integration.Swaps;
using Xunit;

namespace SparkControl.Tests.Unit.Catalog;

/// <summary>
/// Whatever is asked for is refused, or stands in the file and comes out of it as it went in, and is one word of the command.
/// </summary>
public sealed class HostileModelTests
{
    private static readonly IReadOnlyList<string> Hostile =
        [.. HostileStrings.Make(300, withControls: false), .. HostileStrings.Make(200, withControls: true)];

    private static readonly EffectiveSettings Pair = new()
    {
        PanelId = "p",
        Spark1 = new() { Name = "spark1", Host = "10.0.0.1" },
        Spark2 = new() { Name = "spark2", Host = "10.0.0.2" }
    };

    private static readonly LauncherCapabilities Launcher =
        new() { Solo = true, DetachedExec = true, QuotesExec = true, LogsToContainer = true, Env = true, Mods = true, Nodes = true };

    private static readonly CatalogDraft Empty = new() { Bundled = CatalogFile.Empty };

    [Fact]
    public void Names_are_kept_as_they_are_and_make_harmless_keys()
    {
        var added = Hostile.Where(name => Added(new { name, repo = "a/b", nodes = "solo" }) is { } model && model.Name == name);

        // What has control characters is refused, all else is a name.
        Assert.Equal(Hostile.Count(name => name.Length is > 0 and <= 120 && !name.Any(char.IsControl)), added.Count());
    }

    [Theory]
    [InlineData("key")]
    [InlineData("repo")]
    [InlineData("local_path")]
    public void What_names_the_weights_or_the_model_is_refused_unless_it_is_harmless(string field)
    {
        string[] all = [.. Hostile, .. Hostile.Select(text => $"a/{text}"), .. Hostile.Select(text => $"/{text}")];
        var taken = all.Where(text => Added(Body(field, text)) is not null).ToList();

        Assert.All(taken, text => Assert.Matches(@"\A[A-Za-z0-9._/+@ -]+\z", text));
    }

    [Fact]
    public void Arguments_arrive_as_one_word_each()
    {
        foreach (var some in Hostile.Chunk(100))
        {
            var model = Added(new { repo = "a/b", nodes = "solo", args = some, settings = new { extra_args = some } })!;

            Assert.Equal(some, model.Args);
            Assert.Equal(some, model.Settings.ExtraArgs);
            Assert.Equal([.. some, .. some], Command(model).Arguments.TakeLast(2 * some.Length));
        }
    }

    [Fact]
    public void Mods_and_variables_are_refused_unless_docker_and_launcher_read_them_as_one_word()
    {
        foreach (var text in Hostile)
        {
            Judge(new { repo = "a/b", nodes = "solo", mods = new[] { text } }, $"mods/{text}");
            Judge(new { repo = "a/b", nodes = "solo", env = new Dictionary<string, string> { [text] = "1" } }, $"{text}=1");
            Judge(new { repo = "a/b", nodes = "solo", env = new Dictionary<string, string> { ["A"] = text } }, $"A={text}");
        }
    }

    [Fact]
    public void What_was_exported_is_imported_as_it_was()
    {
        var outcome = ModelChange.Add(Empty, "mine", Request(new { repo = "a/b", nodes = "solo", args = Hostile.Take(200), name = "x" })!);
        var draft = ((CatalogOutcome.Saved)outcome).After;

        var taken = new ModelImport(Empty, replace: false, force: false).Take(ModelFile.Read(ModelFile.Of(draft).Write()));

        Assert.Equal(Hostile.Take(200), ((CatalogOutcome.Saved)taken).After.Find("mine")!.Args);
    }

    private static void Judge(object body, string word)
    {
        if (Added(body) is not { } model) return;

        Assert.Single(Command(model).Arguments, word);
        Assert.Matches(@"\A[A-Za-z0-9._,:/@%+=-]+\z", word);
    }

    private static object Body(string field, string text) => field switch
    {
        "key" => new { key = text, repo = "a/b", nodes = "solo" },
        "repo" => new { repo = text, nodes = "solo" },
        _ => new { local_path = text, nodes = "solo" }
    };

    // Null when it is refused.
    private static CatalogModel? Added(object body)
    {
        if (Request(body) is not { } request) return null;

        var key = ModelChange.KeyOf(Empty, request);
        Assert.Null(ModelKey.Problem(key));
        return ModelChange.Add(Empty, key, request) is CatalogOutcome.Saved saved ? saved.After.Find(key)! : null;
    }

    private static ModelRequest? Request(object body)
    {
        var request = JsonSerializer.Deserialize<ModelRequest>(JsonSerializer.Serialize(body), Wire.Options)!;
        return request.Refusal is null ? request : null;
    }

    private static LaunchCommand Command(CatalogModel model)
    {
        var plan = LaunchCommand.For(model, Pair, Launcher);
        Assert.Null(plan.Refusal);
        return plan.Command!;
    }
}
