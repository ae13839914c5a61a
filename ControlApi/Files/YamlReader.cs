using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SparkControl.ControlApi.Files;

/// <summary>
/// Reads the small part of YAML that the panel's files use: mappings, lists and scalars, with their lines. Tags,
/// anchors and aliases are refused: the first would choose types, the others make a small file a huge one.
/// </summary>
internal sealed class YamlReader
{
    public const int MaxBytes = 256 * 1024;
    private const int MaxDepth = 8;

    private readonly Parser _parser;

    private YamlReader(string text) => _parser = new Parser(new StringReader(text.TrimStart('\uFEFF')));

    /// <summary>The mapping that the file is; null when it holds nothing but comments.</summary>
    /// <exception cref="BadFileException">It is no such file.</exception>
    public static YamlMap? ReadMap(string text)
    {
        var reader = new YamlReader(text);
        try
        {
            return reader.ReadDocument() switch
            {
                null or YamlText { IsNull: true } => null,
                YamlMap map => map,
                var other => throw new BadFileException(other.Line, "It must be lines of the form “name: value”.")
            };
        }
        catch (YamlException broken)
        {
            throw new BadFileException((int)broken.Start.Line, $"This is not YAML: {broken.Message.TrimEnd('.')}.");
        }
        catch (Exception broken) when (broken is not BadFileException)
        {
            // The scanner fails in ways of its own at some broken texts, for example "a: {" at the end of a line.
            throw new BadFileException((int?)reader._parser.Current?.End.Line, "This is not YAML from here on.");
        }
    }

    private YamlValue? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _)) return null;

        _parser.Consume<DocumentStart>();
        var value = ReadValue(depth: 0);
        _parser.Consume<DocumentEnd>();

        return _parser.TryConsume<StreamEnd>(out _)
            ? value
            : throw new BadFileException((int)_parser.Current!.Start.Line, "There is a second document in it.");
    }

    private YamlValue ReadValue(int depth)
    {
        if (depth > MaxDepth) throw Refused("It is nested too deep.");
        if (_parser.Current is AnchorAlias) throw Refused("References (*name) are not read.");
        if (_parser.Current is NodeEvent { Anchor.IsEmpty: false }) throw Refused("Anchors (&name) are not read.");
        if (_parser.Current is NodeEvent { Tag.IsEmpty: false, Tag.IsNonSpecific: false })
        {
            throw Refused("Tags (!name) are not read.");
        }

        if (_parser.TryConsume<Scalar>(out var scalar)) return ToText(scalar);
        if (_parser.TryConsume<SequenceStart>(out var list)) return ReadList(list, depth);
        if (_parser.TryConsume<MappingStart>(out var map)) return ReadMap(map, depth);
        throw Refused("It cannot be read from here on.");
    }

    private YamlList ReadList(SequenceStart start, int depth)
    {
        List<YamlValue> items = [];
        while (!_parser.Accept<SequenceEnd>(out _)) items.Add(ReadValue(depth + 1));
        var end = _parser.Consume<SequenceEnd>();

        var isFlow = start.Style == SequenceStyle.Flow;
        var last = isFlow ? (int)end.End.Line : items.LastOrDefault()?.EndLine ?? (int)start.Start.Line;
        return new YamlList(items, (int)start.Start.Line, last);
    }

    private YamlMap ReadMap(MappingStart start, int depth)
    {
        List<YamlEntry> entries = [];
        HashSet<string> keys = [];
        while (!_parser.Accept<MappingEnd>(out _))
        {
            if (ReadValue(depth + 1) is not YamlText key) throw Refused("A name must be a plain word.");
            if (!keys.Add(key.Text)) throw new BadFileException(key.Line, $"“{key.Text}” is there twice.");

            entries.Add(new YamlEntry(key.Text, key.Line, ReadValue(depth + 1)));
        }

        var end = _parser.Consume<MappingEnd>();
        var isFlow = start.Style == MappingStyle.Flow;
        var last = isFlow ? (int)end.End.Line : entries.LastOrDefault()?.Value.EndLine ?? (int)start.Start.Line;
        return new YamlMap(entries, isFlow, (int)start.Start.Line, last);
    }

    private static YamlText ToText(Scalar scalar)
    {
        // The end of a block scalar is the beginning of the line after it.
        var (start, end) = ((int)scalar.Start.Line, (int)scalar.End.Line);
        var isPastEnd = end > start && scalar.End.Column == 1;
        return new YamlText(scalar.Value, scalar.Style == ScalarStyle.Plain, start, isPastEnd ? end - 1 : end);
    }

    private BadFileException Refused(string problem) => new((int)_parser.Current!.Start.Line, problem);
}
