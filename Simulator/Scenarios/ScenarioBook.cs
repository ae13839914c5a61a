using System.Collections.Concurrent;

namespace SparkControl.Simulator.Scenarios;

/// <summary>Which launch goes how: the next one first, then by model, then by the model's name.</summary>
public sealed class ScenarioBook
{
    private readonly Action _changeImage;
    private readonly ConcurrentDictionary<string, Scenario> _byModel = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<Scenario> _next = new();

    internal ScenarioBook(Action changeImage) => _changeImage = changeImage;

    /// <summary>The scenarios by model, as they stand.</summary>
    public IReadOnlyDictionary<string, Scenario> ByModel => _byModel;

    /// <summary>Every launch of a repository goes like this from now on.</summary>
    public void Set(string model, Scenario scenario)
    {
        if (scenario.Kind == ScenarioKind.ImageMismatch)
            throw new ArgumentException("An image is a node's and not a model's.", nameof(scenario));
        _byModel[model] = scenario;
    }

    /// <inheritdoc cref="Set(string, Scenario)"/>
    public void Set(string model, ScenarioKind kind) => Set(model, new Scenario(kind));

    /// <summary>The next launch goes like this, whatever its model.</summary>
    public void SetNext(Scenario scenario)
    {
        // Images are looked at before anything is launched.
        if (scenario.Kind == ScenarioKind.ImageMismatch) _changeImage();
        else _next.Enqueue(scenario);
    }

    /// <inheritdoc cref="SetNext(Scenario)"/>
    public void SetNext(ScenarioKind kind) => SetNext(new Scenario(kind));

    /// <summary>Forgets all.</summary>
    public void Reset()
    {
        _byModel.Clear();
        _next.Clear();
    }

    internal Scenario Take(string model) =>
        _next.TryDequeue(out var next) ? next : _byModel.GetValueOrDefault(model) ?? ByName(model);

    // The demo's catalog says in a model's name what is to happen: demo/out-of-memory-27B.
    private static Scenario ByName(string model)
    {
        var name = model.Split('/')[^1].Replace("-", "", StringComparison.Ordinal);
        return model.StartsWith("demo/", StringComparison.OrdinalIgnoreCase)
            ? Enum.GetValues<ScenarioKind>()
                .Where(kind => name.StartsWith(kind.ToString(), StringComparison.OrdinalIgnoreCase))
                .Select(kind => new Scenario(kind)).FirstOrDefault(Scenario.Normal)
            : Scenario.Normal;
    }
}
