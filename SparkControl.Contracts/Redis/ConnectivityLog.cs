using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>How the write of a transition ended.</summary>
public enum TransitionOutcome
{
    /// <summary>State and log have it.</summary>
    Written,

    /// <summary>The lease is no longer ours; nothing was written.</summary>
    LeaseLost,

    /// <summary>Its number does not follow the stored one; nothing was written.</summary>
    NotNext
}

/// <summary>The connectivity log: the newest lines, each stored once.</summary>
/// <param name="redis">The connection.</param>
/// <param name="time">For when a state was observed.</param>
/// <param name="kept">Lines kept.</param>
public sealed class ConnectivityLog(RedisLink redis, TimeProvider time, int kept = ConnectivityLog.KeptByServer)
{
    /// <summary>Lines kept where Redis is a server of its own.</summary>
    public const int KeptByServer = 100_000;

    /// <summary>Lines kept by the embedded Redis, which takes 3 KB for each.</summary>
    public const int KeptEmbedded = 20_000;

    /// <summary>Lines that one page looks at, so that a filter that fits nothing holds nobody up.</summary>
    private const int LookedAt = 20_000;

    /// <summary>The same where a text is looked for, which takes longer.</summary>
    private const int ReadThrough = 5_000;

    /// <summary>Ids kept of lines that are written once however often they are told.</summary>
    private const int KeptOnce = 10_000;

    // Numbers rather than infinities: with a bracket before them not every server reads those.
    private const long Latest = 9_007_199_254_740_991;

    // The newest line is looked for among these: one of a later version may stand before it.
    private const int Head = 20;

    private long writes, unread;

    /// <summary>
    /// Counts the writes of this process, so that who follows the log knows when there is something new.
    /// </summary>
    public long Writes => Interlocked.Read(ref writes);

    /// <summary>Lines that this version could not read and passed over, since the start.</summary>
    public long Unread => Interlocked.Read(ref unread);

    /// <summary>Raised after each of the writes. A handler must not wait.</summary>
    public event Action? Moved;

    /// <summary>Raised after this process has written a change of a verdict. A handler must not wait.</summary>
    public event Action<ConnectivityEntry>? Changed;

    /// <summary>Writes a state whose verdict has changed, and the line that says so: both, or neither.</summary>
    /// <param name="state">The state; its count is the one after the stored one.</param>
    /// <param name="entry">The line, see <see cref="ConnectivityEntry.Transition"/>.</param>
    /// <param name="lease">The lease that allows it.</param>
    public async Task<TransitionOutcome> WriteAsync(ServiceState state, ConnectivityEntry entry, Lease lease)
    {
        var (keys, key) = (redis.Keys, States.Service(state.Name));
        var answer = (long)await redis.Database.ScriptEvaluateAsync(
            ConnectivityScripts.Transition,
            [keys.Rev, keys.State(key.Name), keys.Index, lease.Key, keys.Connectivity, keys.ConnectivityWritten],
            [
                lease.Token, Wire.Write(state), time.GetUtcNow().ToString("O"), key.Name, redis.Channels.Changes,
                state.N, Score(entry), Wire.Write(entry), kept
            ]);
        HasWritten();
        if (answer == -1) return TransitionOutcome.LeaseLost;
        if (answer == -2) return TransitionOutcome.NotNext;

        Changed?.Invoke(entry);
        return TransitionOutcome.Written;
    }

    /// <summary>
    /// Stores lines and settles what they are the outcome of, in one step. What is no report may be told again, after a
    /// restart for example: a line whose id was written already is left out.
    /// </summary>
    /// <param name="entries">The lines.</param>
    /// <param name="lease">The lease that allows it.</param>
    /// <param name="replaces">Lines that these take the place of, as they were stored.</param>
    /// <param name="settles">Entries of one hand-over.</param>
    /// <returns>False when the lease is no longer ours and nothing was stored.</returns>
    public async Task<bool> AppendAsync(
        IReadOnlyList<ConnectivityEntry> entries, Lease lease, IReadOnlyList<ConnectivityEntry>? replaces = null,
        IReadOnlyList<HandOverEntry>? settles = null)
    {
        RedisValue[] arguments =
        [
            lease.Token, kept, KeptOnce, replaces?.Count ?? 0, settles?.Count ?? 0,
            .. (replaces ?? []).Select(entry => (RedisValue)Wire.Write(entry)),
            .. (settles ?? []).Select(entry => (RedisValue)entry.Raw),
            .. entries.SelectMany(entry => new RedisValue[] { Score(entry), Once(entry), Wire.Write(entry) })
        ];
        var keys = redis.Keys;
        var taken = settles is [{ TakenList: var list }, ..] ? list : keys.Connectivity;
        var answer = (long)await redis.Database.ScriptEvaluateAsync(
            ConnectivityScripts.Append,
            [keys.Connectivity, lease.Key, taken, keys.ConnectivityOnce, keys.ConnectivityWritten], arguments);
        HasWritten();
        return answer == 1;
    }

    /// <summary>Lines that fit, newest first.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="after">Where the page before has ended; null for the first.</param>
    /// <param name="count">Lines at most.</param>
    public async Task<ConnectivityPage> ReadAsync(ConnectivityFilter filter, ConnectivityCursor? after, int count)
    {
        var kinds = filter.Kinds;
        RedisValue[] arguments =
        [
            filter.From?.ToUnixTimeMilliseconds() ?? 0, filter.To?.ToUnixTimeMilliseconds() ?? Latest, count,
            filter.Text is null ? LookedAt : ReadThrough,
            after?.AtMs ?? RedisValue.EmptyString, after is null ? "" : $$"""{"id":{{Wire.Write(after.Id)}},""",
            Escaped(filter.Text), kinds.Count, .. kinds.Select(kind => (RedisValue)$"\"kind\":{Wire.Write(kind)}"),
            .. Needles(filter).Select(needle => (RedisValue)needle)
        ];
        var answer = (RedisResult[])(await redis.Database.ScriptEvaluateAsync(
            ConnectivityScripts.Read, [redis.Keys.Connectivity], arguments))!;
        var (last, at) = ((string)answer[0]!, (string)answer[2]!);
        return new(
            [.. ((RedisValue[])answer[1]!).Select(member => Line(member!)).OfType<ConnectivityEntry>()],
            last.Length == 0 ? null : new((long)double.Parse(at, CultureInfo.InvariantCulture), IdOf(last)));
    }

    /// <summary>How far the log has come.</summary>
    public async Task<ConnectivityHead> HeadAsync()
    {
        var written = redis.Database.StringGetAsync(redis.Keys.ConnectivityWritten);
        var newest = await redis.Database.SortedSetRangeByRankAsync(
            redis.Keys.Connectivity, 0, Head - 1, Order.Descending);
        var line = newest.Select(text => Line(text!)).FirstOrDefault(found => found is not null);
        return new(line?.Id, line?.At, (long?)await written ?? 0);
    }

    // One that this version cannot read must not keep the others from being read.
    private ConnectivityEntry? Line(string member)
    {
        try
        {
            return Wire.Read<ConnectivityEntry>(member);
        }
        catch (JsonException)
        {
            Interlocked.Increment(ref unread);
            return null;
        }
    }

    // How a member begins is all that a cursor needs of it. What begins otherwise is left behind with its millisecond.
    private static string IdOf(string member)
    {
        const string Begin = "{\"id\":\"";
        var end = member.IndexOf("\",", StringComparison.Ordinal);
        return member.StartsWith(Begin, StringComparison.Ordinal) && end > Begin.Length
            ? Wire.Read<string>(member[(Begin.Length - 1)..(end + 1)])
            : "?";
    }

    private static IEnumerable<string> Needles(ConnectivityFilter filter)
    {
        if (filter.Service is { } service) yield return $"\"service\":{Wire.Write(service)}";
        if (filter.Source is { } source) yield return $"\"source\":{Wire.Write(source)}";
    }

    // As it stands in a member, without the quotes around it. Letters beyond ASCII are escaped there and not folded.
    private static string Escaped(string? text) => text is null ? "" : Wire.Write(text)[1..^1].ToLowerInvariant();

    // Each report is one of its own, unless another program has kept it. What its id is made of names anything else.
    private static string Once(ConnectivityEntry entry) =>
        entry is { Kind: ConnectivityKind.Report, IsOld: false } ? "" : entry.Id;

    private void HasWritten()
    {
        Interlocked.Increment(ref writes);
        Moved?.Invoke();
    }

    private static long Score(ConnectivityEntry entry) => entry.At.ToUnixTimeMilliseconds();
}
