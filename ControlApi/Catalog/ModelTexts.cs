namespace SparkControl.ControlApi.Catalog;

/// <summary>Judges the texts of a list of a request, which may hold null.</summary>
internal static class ModelTexts
{
    /// <summary>
    /// What is wrong with the first that is not as it must be, or with all together; null when nothing is.
    /// </summary>
    /// <param name="texts">The list.</param>
    /// <param name="rule">What one must be like.</param>
    /// <param name="together">What all together must be like.</param>
    public static string? Problem(
        IReadOnlyList<string?> texts, Func<string, string?> rule,
        Func<IEnumerable<string>, string?>? together = null) =>
        texts.Count > ModelRules.MostItems ? $"There are more than {ModelRules.MostItems} of them."
        : texts.Contains(null) ? "Each item is a text."
        : texts.Select(text => rule(text!)).FirstOrDefault(problem => problem is not null) ?? together?.Invoke(texts!);
}
