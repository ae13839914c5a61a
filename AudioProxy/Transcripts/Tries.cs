using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>How often a server is asked about one window. Pure.</summary>
/// <param name="Failures">Answers so far that were none.</param>
/// <param name="Waited">How long it was waited for a server that was busy.</param>
internal readonly record struct Tries(int Failures = 0, TimeSpan Waited = default)
{
    private const int MostFailures = 2;

    // Another client's long recording is no reason to fail; a server that is busy for ever is.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(20), Soon = TimeSpan.FromSeconds(2);

    /// <param name="fault">What came.</param>
    /// <param name="pause">How long to wait before the next try.</param>
    /// <returns>Null when there is no next try.</returns>
    public Tries? After(SpeechFault fault, out TimeSpan pause)
    {
        pause = fault is SpeechFault.Busy busy && busy.After > Soon ? busy.After : Soon;
        return fault switch
        {
            SpeechFault.Busy => Waited + pause > Longest ? null : this with { Waited = Waited + pause },
            SpeechFault.Failed or SpeechFault.Unreachable =>
                Failures + 1 < MostFailures ? this with { Failures = Failures + 1 } : null,
            _ => null
        };
    }
}
