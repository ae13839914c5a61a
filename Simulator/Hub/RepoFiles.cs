using System.Globalization;
using System.Text.Json;
using SparkControl.Simulator.Vllm;

namespace SparkControl.Simulator.Hub;

/// <summary>The files that a repository of a model has.</summary>
internal static class RepoFiles
{
    /// <summary>Configuration, shards and their index, and what is given, by path.</summary>
    /// <param name="model">The repository whose configuration it is.</param>
    /// <param name="shards">How many there are.</param>
    /// <param name="weights">Makes one.</param>
    /// <param name="others">What else there is.</param>
    public static IReadOnlyList<ModelFile> Of(
        string model, int shards, Func<string, ModelFile> weights, params IEnumerable<ModelFile> others)
    {
        var names = ShardNames(shards);
        List<ModelFile> files =
        [
            ModelFile.Text("config.json", Configuration(model)),
            ModelFile.Text("generation_config.json", """{"do_sample": true, "temperature": 0.7, "top_p": 0.8}"""),
            .. names.Select(weights), .. others
        ];
        if (shards > 1) files.Add(ModelFile.Text("model.safetensors.index.json", Index(names, files)));
        return [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    private static IReadOnlyList<string> ShardNames(int shards) => shards == 1
        ? ["model.safetensors"]
        : [.. Enumerable.Range(1, shards).Select(n => string.Create(
            CultureInfo.InvariantCulture, $"model-{n:D5}-of-{shards:D5}.safetensors"))];

    private static string Index(IReadOnlyList<string> names, IEnumerable<ModelFile> files)
    {
        var map = names.Select((name, n) => (Layer: $"model.layers.{n}.mlp.down_proj.weight", name))
            .ToDictionary(entry => entry.Layer, entry => entry.name);
        var bytes = files.Where(file => names.Contains(file.Name)).Sum(file => file.Size);
        return JsonSerializer.Serialize(new { metadata = new { total_size = bytes }, weight_map = map });
    }

    // Those of real models are files; of any other no more is known than what its name says.
    private static string Configuration(string repo)
    {
        var file = Path.Combine(
            AppContext.BaseDirectory, "Hub", "Models", repo.Replace("/", "--", StringComparison.Ordinal) + ".json");
        return File.Exists(file)
            ? File.ReadAllText(file)
            : JsonSerializer.Serialize(new { architectures = new[] { ModelProfile.Of(repo).Architecture } });
    }
}
