using System.Text.Json;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Notifications;

/// <summary>A notice on its way to one address.</summary>
/// <param name="Entry">The entry that holds it.</param>
/// <param name="Notice">What is told.</param>
/// <param name="Target">Who is told.</param>
/// <param name="Progress">How far it has come.</param>
internal sealed record Delivery(HandOverEntry Entry, Notice Notice, NoticeTarget Target, DeliveryProgress Progress)
{
    /// <summary>What an entry holds; null for what only a newer version knows, which may not wait for ever.</summary>
    public static Notice? Read(string raw)
    {
        try
        {
            return Wire.Read<Notice>(raw);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What is still to be delivered of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="notice">What it holds.</param>
    /// <param name="targets">Whom the settings name now.</param>
    /// <param name="progress">What was noted of it, by whichever holder of the lease.</param>
    /// <param name="now">The present time.</param>
    public static IReadOnlyList<Delivery> Of(
        HandOverEntry entry, Notice notice, IReadOnlyList<NoticeTarget> targets,
        IReadOnlyDictionary<string, string> progress, DateTimeOffset now)
    {
        var known = targets.Where(target => progress.ContainsKey(target.Field(notice))).ToList();
        // Of one that nobody has begun with nothing is noted. Who was added to the settings later is told of news only.
        var isBegun = progress.Keys.Any(field => field.StartsWith($"{notice.Id} ", StringComparison.Ordinal));
        return
        [
            .. (isBegun ? known : targets).Select(target => new Delivery(
                entry, notice, target, DeliveryProgress.Read(progress.GetValueOrDefault(target.Field(notice)), now)))
        ];
    }
}

/// <summary>How far a notice has come with one address.</summary>
/// <param name="Failures">Attempts that failed.</param>
/// <param name="DueAt">When the next one is due.</param>
internal sealed record DeliveryProgress(int Failures, DateTimeOffset DueAt)
{
    /// <summary>What was noted; at its beginning where that is nothing, or nothing that can be read.</summary>
    public static DeliveryProgress Read(string? text, DateTimeOffset now)
    {
        try
        {
            return text is null ? new(0, now) : Wire.Read<DeliveryProgress>(text);
        }
        catch (JsonException)
        {
            return new(0, now);
        }
    }

    /// <summary>After one more failure; null when it is given up.</summary>
    public DeliveryProgress? Failed(DateTimeOffset now) =>
        NoticeBackOff.After(Failures + 1) is { } pause ? new(Failures + 1, now + pause) : null;
}
