namespace SparkControl.Sparks;

/// <summary>One of a script's two streams: what stands before our first line is kept apart from what follows.</summary>
internal sealed class MarkedOutput(Stream stream, string first, BoundedBytes kept)
{
    /// <summary>Our shell has begun.</summary>
    public bool Began { get; private set; }

    /// <summary>What the user's login shell said before, or instead.</summary>
    public string Before { get; private set; } = "";

    /// <summary>The script's own.</summary>
    public string Text => kept.ToString();

    /// <param name="answered">Called when the node has said something.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task ReadAsync(Action? answered, CancellationToken cancel)
    {
        var preamble = await Preamble.SkipAsync(stream, first, cancel);
        (Began, Before) = (preamble.Found, preamble.Said);
        if (Began || Before.Length > 0) answered?.Invoke();
        if (Began) await kept.FillAsync(stream, cancel);
    }
}
