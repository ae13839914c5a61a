namespace SparkControl.AudioProxy.Windows;

/// <summary>A part of a recording, in samples from its beginning, and the file that holds it.</summary>
internal sealed record AudioWindow
{
    /// <summary>0 for the first one.</summary>
    public required int Number { get; init; }

    public required long Start { get; init; }

    /// <summary>The sample behind it.</summary>
    public required long End { get; init; }

    /// <summary>The end of what the window before heard too; <see cref="Start"/> where that is nothing.</summary>
    public required long OverlapUntil { get; init; }

    /// <summary>Whether the recording ends with it.</summary>
    public required bool Last { get; init; }

    /// <summary>Its samples as they are, without a header. The file belongs to whoever took the window.</summary>
    public required string Path { get; init; }

    public double StartSeconds => Pcm.Seconds(Start);

    public double EndSeconds => Pcm.Seconds(End);

    /// <summary>Removes the file; once or more often.</summary>
    public void Delete() => File.Delete(Path);
}
