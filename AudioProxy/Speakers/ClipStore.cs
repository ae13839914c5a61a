using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Speakers;

/// <summary>
/// The sound of the clips that are remembered: four of 5 s a speaker at most. It is not part of what is stored of a
/// window; whoever takes a recording up again has it decoded again and shows the windows to this one anew.
/// </summary>
internal sealed class ClipStore
{
    // More are never sent, but one of the last four may be silent for long; a bound for who hears a new voice each
    // minute.
    private const int MostSpeakers = 12;

    private Dictionary<Clip, byte[]> sounds = [];

    /// <summary>
    /// Takes over from a window's file what is remembered of it, and forgets what is not remembered any more. To be
    /// called after each window, before its file is removed.
    /// </summary>
    public async Task KeepAsync(AudioWindow window, SpeakerMemory memory, CancellationToken cancel)
    {
        var kept = new Dictionary<Clip, byte[]>();
        using var file = File.OpenHandle(window.Path, options: FileOptions.Asynchronous);
        foreach (var clip in memory.Known.OrderByDescending(speaker => speaker.LastHeard).Take(MostSpeakers)
            .SelectMany(speaker => speaker.Clips))
        {
            if (sounds.TryGetValue(clip, out var sound)) kept[clip] = sound;
            else if (clip.Window == window.Number) kept[clip] = await ReadAsync(clip);
        }

        sounds = kept;

        async Task<byte[]> ReadAsync(Clip clip)
        {
            var bytes = new byte[clip.Samples * Pcm.BytesPerSample];
            for (var got = 0; got < bytes.Length;)
            {
                var at = (clip.Start - window.Start) * Pcm.BytesPerSample + got;
                var more = await RandomAccess.ReadAsync(file, bytes.AsMemory(got), at, cancel);
                if (more == 0) throw new EndOfStreamException($"{window.Path} ends before a clip in it does.");

                got += more;
            }

            return bytes;
        }
    }

    /// <summary>What to send before a window; a clip whose sound is not here is left out.</summary>
    /// <param name="memory">What the window before left.</param>
    /// <param name="attempt">0, or 1 when the first answer was not accepted.</param>
    public Prefix PrefixFor(SpeakerMemory memory, int attempt) => Prefix.Of(
        attempt,
        (ClipChoice.ToSend(memory, attempt) ?? [])
            .Where(chosen => sounds.ContainsKey(chosen.Clip))
            .Select(chosen => (chosen.Speaker, SoundOf(chosen))));

    private ReadOnlyMemory<byte> SoundOf(ChosenClip chosen)
    {
        var skipped = (int)(chosen.Sent.Start - chosen.Clip.Start) * Pcm.BytesPerSample;
        return sounds[chosen.Clip].AsMemory(skipped, (int)chosen.Sent.Samples * Pcm.BytesPerSample);
    }
}
