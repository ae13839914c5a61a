namespace SparkControl.ControlApi.Files;

/// <summary>A value of a YAML file and the lines it stands on, from 1.</summary>
internal abstract record YamlValue(int Line, int EndLine)
{
    /// <summary>A number or a boolean that is to be written.</summary>
    public static YamlValue Plain(string text) => new YamlText(text, IsPlain: true, 0, 0);

    /// <summary>A text that is to be written.</summary>
    public static YamlValue Quoted(string text) => new YamlText(text, IsPlain: false, 0, 0);

    /// <summary>A list of such texts.</summary>
    public static YamlValue Quoted(IEnumerable<string> texts) => new YamlList([.. texts.Select(Quoted)], 0, 0);

    /// <summary>The value that names lead to; null when there is none.</summary>
    public static YamlValue? At(YamlMap? map, IReadOnlyList<string> path) =>
        path.Aggregate<string, YamlValue?>(map, (value, name) => (value as YamlMap)?.Find(name)?.Value);

    /// <summary>Whether it says the same as a value that is to be written, however it is written.</summary>
    public bool Says(YamlValue wanted) => (this, wanted) switch
    {
        // A number in quotes is a text, and nothing at all is not an empty one.
        (YamlText there, YamlText text) =>
            there.Text == text.Text && !there.IsNull && (there.IsPlain || !text.IsPlain),
        (YamlList there, YamlList list) => there.Items.Count == list.Items.Count
            && there.Items.Zip(list.Items).All(both => both.First.Says(both.Second)),
        (YamlMap there, YamlMap map) => there.Entries.Count == map.Entries.Count
            && map.Entries.All(entry => there.Find(entry.Key)?.Value.Says(entry.Value) == true),
        _ => false
    };

    /// <summary>A mapping that is to be written, line by line.</summary>
    public static YamlMap Map(IEnumerable<YamlEntry> entries) => new([.. entries], IsFlow: false, 0, 0);
}

/// <summary>A scalar as it is written.</summary>
/// <param name="Text">Its text.</param>
/// <param name="IsPlain">Without quotes: only such a one is a number, a boolean or nothing at all.</param>
/// <param name="Line">Where it begins.</param>
/// <param name="EndLine">Where it ends.</param>
internal sealed record YamlText(string Text, bool IsPlain, int Line, int EndLine)
    : YamlValue(Line, EndLine)
{
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";
}

internal sealed record YamlList(IReadOnlyList<YamlValue> Items, int Line, int EndLine)
    : YamlValue(Line, EndLine);

internal sealed record YamlMap(IReadOnlyList<YamlEntry> Entries, bool IsFlow, int Line, int EndLine)
    : YamlValue(Line, EndLine)
{
    public YamlEntry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key);
}

/// <summary>A key of a mapping and its value.</summary>
internal sealed record YamlEntry(string Key, int Line, YamlValue Value);
