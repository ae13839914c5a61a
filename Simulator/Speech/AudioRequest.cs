namespace SparkControl.Simulator.Speech;

/// <summary>A form with audio, or why it is refused.</summary>
internal sealed record AudioRequest(Sound Sound, string Model, string Format, bool WantsWords)
{
    private static readonly Sound _nothing = new([], 16_000);

    /// <summary>The answer to a form that is none; null when it can be used.</summary>
    public IResult? Refusal { get; private init; }

    public static async Task<AudioRequest> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType) return Refuse(FastApi.Missing("file"));
        IFormCollection form;
        try
        {
            form = await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException)
        {
            return Refuse(FastApi.Error(400, "There was an error parsing the body"));
        }

        if (form.Files["file"] is not { } file) return Refuse(FastApi.Missing("file"));
        var bytes = new byte[file.Length];
        await using var content = file.OpenReadStream();
        await content.ReadExactlyAsync(bytes, context.RequestAborted);
        if (Sound.FromWav(bytes) is not { } sound)
            return Refuse(FastApi.Error(400, $"Could not decode '{file.FileName}': Format not recognised."));
        var words = form["timestamp_granularities[]"].Concat(form["timestamp_granularities"]).Contains("word");
        return new(sound, form["model"].ToString(), form["response_format"] is [var format] ? format! : "json", words);
    }

    private static AudioRequest Refuse(IResult refusal) => new(_nothing, "", "", false) { Refusal = refusal };
}
