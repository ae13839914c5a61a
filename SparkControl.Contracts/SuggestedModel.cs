namespace SparkControl.Contracts;

/// <summary>An entry for the catalog as the weights themselves suggest it.</summary>
/// <param name="Key">A key that no entry has.</param>
/// <param name="Name">A name for people.</param>
/// <param name="Repo">The repository.</param>
/// <param name="Nodes">On how many Sparks it fits.</param>
/// <param name="Settings">What it should be loaded with.</param>
/// <param name="Args">Further arguments of <c>vllm serve</c>.</param>
/// <param name="Notes">Why, as sentences.</param>
public sealed record SuggestedModel(
    string Key, string Name, string Repo, ModelNodes Nodes, ModelSettings Settings, IReadOnlyList<string> Args,
    IReadOnlyList<string> Notes);
