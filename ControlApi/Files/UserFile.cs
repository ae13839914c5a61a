using System.Text;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Files;

/// <summary>
/// A file that its owner may edit at any time. While it is broken, what was good in it before stays in force, over a
/// restart too: a copy of the last good text is kept.
/// </summary>
/// <param name="path">Where it is.</param>
/// <param name="empty">What a missing file means.</param>
/// <param name="parse">Reads a text; what has flaws in it may be taken from the last good value.</param>
/// <param name="time">The clock.</param>
/// <param name="keep">Where the last good text is kept; null for nowhere.</param>
internal sealed class UserFile<T>(
    string path, T empty, Func<string, T, FileContent<T>> parse, TimeProvider time, string? keep = null)
{
    private readonly T _empty = empty;
    private static readonly UTF8Encoding Strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private T _good = empty;
    private DateTimeOffset _goodSince = time.GetUtcNow();
    private bool _isFirst = true;

    public string Name { get; } = Path.GetFileName(path);
    public T Value { get; private set; } = empty;

    /// <summary>What is in the file; null when there is none or it cannot be read at all.</summary>
    public string? Text { get; private set; }

    /// <summary>False while nothing of the text can be used: nobody may write over it then.</summary>
    public bool IsReadable { get; private set; } = true;

    public IReadOnlyList<FileProblem> Problems { get; private set; } = [];

    /// <summary>Reads the file again.</summary>
    public void Read()
    {
        try
        {
            var text = ReadText(path);
            if (!_isFirst && IsReadable && text == Text) return;

            Text = text;
            Take(text);
        }
        catch (Exception broken) when (
            broken is BadFileException or IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            TakeLastGood();
            Value = _good;
            IsReadable = false;
            Problems = [new FileProblem(Name, (broken as BadFileException)?.Line, Sentence(broken), _goodSince)];
        }
        finally
        {
            _isFirst = false;
        }
    }

    private void Take(string? text)
    {
        var content = text is null ? new FileContent<T>(_empty, []) : parse(text, _good);
        if (content.Flaws.Count > 0)
        {
            TakeLastGood();
            content = parse(text!, _good);
        }

        (Value, IsReadable) = (content.Value, true);
        Problems = [.. content.Flaws.Select(flaw => new FileProblem(Name, flaw.Line, flaw.Sentence, _goodSince))];
        if (content.Flaws.Count > 0) return;

        (_good, _goodSince) = (content.Value, time.GetUtcNow());
        if (keep is not null && text is not null && text != ReadKept()) Keep(text);
    }

    private void Keep(string text)
    {
        try
        {
            AtomicFile.Write(keep!, text);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // A full disk: the file itself is good, so nothing is wrong yet.
        }
    }

    private void TakeLastGood()
    {
        if (!_isFirst || keep is null || ReadKept() is not { } kept) return;

        try
        {
            _good = parse(kept, _empty).Value;
            _goodSince = File.GetLastWriteTimeUtc(keep);
        }
        catch (BadFileException)
        {
            // Written by another version: as if there were none.
        }
    }

    private string? ReadKept()
    {
        try
        {
            return ReadText(keep!);
        }
        catch (Exception broken) when (
            broken is BadFileException or IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static string? ReadText(string path)
    {
        if (!File.Exists(path)) return null;
        if (new FileInfo(path).Length > YamlReader.MaxBytes)
        {
            throw new BadFileException(null, "It is larger than 256 KiB.");
        }

        return File.ReadAllText(path, Strict);
    }

    private static string Sentence(Exception broken) => broken switch
    {
        BadFileException => broken.Message,
        DecoderFallbackException => "It is not UTF-8 text.",
        UnauthorizedAccessException => "SparkControl may not read it.",
        _ => "The disk does not give it out."
    };
}
