using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace SparkControl.ControlApi.Discovery;

/// <summary>The answer as it is sent, and for how long it holds.</summary>
/// <param name="Json">Its bytes.</param>
/// <param name="Inputs">How often anything had changed before it was made.</param>
/// <param name="From">When it was made.</param>
/// <param name="Until">When time alone may make another one of it.</param>
internal sealed record EndpointsDocument(byte[] Json, long Inputs, DateTimeOffset From, DateTimeOffset Until)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    /// <summary>Names its content, as a header.</summary>
    public string Tag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Json).AsSpan(0, 8))}\"";

    /// <summary>Whether it may be told at a time. A clock that was set back makes a new one.</summary>
    public bool HoldsAt(DateTimeOffset now) => From <= now && now <= Until;

    /// <summary>How long until time alone may make another one of it, or until something else is due.</summary>
    /// <param name="due">When that is.</param>
    /// <param name="time">The clock.</param>
    public TimeSpan HoldsFor(TimeSpan due, TimeProvider time)
    {
        var holds = Until - time.GetUtcNow() + Moment;
        var wait = due < holds ? due : holds;
        return wait > Moment ? wait : Moment;
    }

    /// <summary>Whether a client that sends this header has it already.</summary>
    public bool IsKnownBy(StringValues ifNoneMatch)
    {
        if (ifNoneMatch.Count == 0) return false;
        if (ifNoneMatch.Count == 1 && ifNoneMatch[0] == Tag) return true;

        return EntityTagHeaderValue.TryParseList(ifNoneMatch, out var tags)
            && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag == Tag);
    }
}
