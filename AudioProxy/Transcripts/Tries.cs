using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>How often a server is asked about one window. Pure.</summary>
/// <param name="Patience">How long it is waited for a server that is gone: a restart takes half a minute.</param>
/// <param name="Longest">
/// How long it is waited for a server that is busy: another client's long recording is no reason to fail.
/// </param>
/// <param name="Mending">How long it is waited for a GPU that has failed: its server may be restarted.</param>
/// <param name="Failures">Answers so far that were none.</param>
/// <param name="Waited">How long it was waited for a server that was busy.</param>
/// <param name="Away">How long it was waited for a server that was gone, or its GPU.</param>
internal readonly record struct Tries(
    TimeSpan Patience, TimeSpan Longest, TimeSpan Mending = default, int Failures = 0, TimeSpan Waited = default,
    TimeSpan Away = default)
{
    private const int MostFailures = 2;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    // The pause is doubled up to this.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    /// <param name="fault">What came.</param>
    /// <param name="pause">How long to wait before the next try.</param>
    /// <returns>Null when there is no next try.</returns>
    public Tries? After(SpeechFault fault, out TimeSpan pause)
    {
        var most = fault is SpeechFault.Wedged ? Mending : Patience;
        pause = fault switch
        {
            SpeechFault.Busy busy when busy.After > Soon => busy.After,
            SpeechFault.Wedged or SpeechFault.Unreachable { Outage: Outage.Gone } =>
                ((TimeSpan[])[Away > Soon ? Away : Soon, Rest, most - Away]).Min(),
            _ => Soon
        };
        return fault switch
        {
            SpeechFault.Busy => Waited + pause > Longest ? null : this with { Waited = Waited + pause },
            SpeechFault.Wedged or SpeechFault.Unreachable { Outage: Outage.Gone } =>
                Away < most ? this with { Away = Away + pause } : null,
            SpeechFault.Unreachable { Outage: Outage.Off } => null,
            SpeechFault.Failed or SpeechFault.Unreachable =>
                Failures + 1 < MostFailures ? this with { Failures = Failures + 1 } : null,
            _ => null
        };
    }
}
