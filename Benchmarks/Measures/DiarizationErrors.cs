using SparkControl.AudioProxy.Speakers;

namespace SparkControl.Benchmarks.Measures;

/// <summary>
/// The diarization error by its usual definition, in seconds: time of speech that was missed, told where there is none,
/// or told of another, by the best one-to-one names.
/// </summary>
/// <param name="Speech">Of all people together; two at once count twice.</param>
/// <param name="Missed">Speech that is told of nobody.</param>
/// <param name="FalseAlarm">Told where nobody speaks.</param>
/// <param name="Confused">Told of somebody else.</param>
internal sealed record DiarizationErrors(double Speech, double Missed, double FalseAlarm, double Confused)
{
    /// <summary>All errors over all speech.</summary>
    public double Rate => Speech == 0 ? 0 : (Missed + FalseAlarm + Confused) / Speech;

    /// <param name="real">Who speaks when.</param>
    /// <param name="told">Who is said to speak when.</param>
    /// <param name="collar">
    /// So many seconds around each real beginning and end do not count; usual are 0 and 0.25.
    /// </param>
    public static DiarizationErrors Of(
        IReadOnlyList<MeasuredTurn> real, IReadOnlyList<MeasuredTurn> told, double collar = 0)
    {
        var moments = Moments.Of(real, told, collar);
        var gains = new Dictionary<(string Real, string Told), double>();
        foreach (var moment in moments)
        {
            foreach (var one in moment.Real)
            {
                foreach (var other in moment.Told)
                    gains[(one, other)] = gains.GetValueOrDefault((one, other)) + moment.Seconds;
            }
        }

        var names = BestMatch.Of(gains);
        return moments.Aggregate(new DiarizationErrors(0, 0, 0, 0), (sum, moment) => sum.Add(moment, names));
    }

    private DiarizationErrors Add(Moments moment, IReadOnlyDictionary<string, string> names)
    {
        var (real, told) = (moment.Real.Count, moment.Told.Count);
        var right = moment.Real.Count(one => names.TryGetValue(one, out var name) && moment.Told.Contains(name));
        return new(
            Speech + moment.Seconds * real,
            Missed + moment.Seconds * Math.Max(0, real - told),
            FalseAlarm + moment.Seconds * Math.Max(0, told - real),
            Confused + moment.Seconds * (Math.Min(real, told) - right));
    }
}
