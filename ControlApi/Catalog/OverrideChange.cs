using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Catalog;

/// <summary>A change of the user's settings of one model.</summary>
/// <param name="Fields">By the field's name, the value; null takes it back to the catalog's.</param>
internal sealed record OverrideChange(IReadOnlyDictionary<string, YamlValue?> Fields)
{
    private const string Header =
        "# Written by SparkControl: your settings for models. Your own lines and comments are kept.\n";

    /// <summary>Every field back to the catalog's.</summary>
    public static OverrideChange Reset { get; } = new(new Dictionary<string, YamlValue?>());

    /// <summary>The text of <c>models-overrides.yaml</c> after the change.</summary>
    /// <exception cref="BadFileException">It cannot be made in this text, or would not be in force.</exception>
    public string ApplyTo(string? text, string key)
    {
        var after = this == Reset
            ? Edit(text, [key, "settings"], null)
            // What is set comes first, so that a mapping is not emptied and made again.
            : Fields.OrderBy(field => field.Value is null).Aggregate(
                text ?? "", (before, field) => Edit(before, [key, "settings", field.Key], field.Value));
        if (this != Reset) DemandUse(after, key);

        return after;
    }

    private static string Edit(string? text, IReadOnlyList<string> path, YamlValue? value) =>
        value is null && string.IsNullOrWhiteSpace(text)
            ? text ?? ""
            : YamlEdit.Set(text, ["models", .. path], value, Header);

    // An entry with a flaw elsewhere is skipped as a whole: the change would be written and do nothing.
    private static void DemandUse(string text, string key)
    {
        if (OverridesFile.Read(text, "").Skipped.FirstOrDefault(skipped => skipped.Key == key) is { } skipped)
        {
            throw new BadFileException(null, $"The entry of {key} is not used. {skipped.Reason} Mend it first.");
        }
    }
}
