using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>What came of an act on the reservation.</summary>
/// <param name="IsOurs">Whether it was done; else somebody else holds it.</param>
/// <param name="Reservation">As it is now; nobody's when its holder is null.</param>
public sealed record ReservationResult(bool IsOurs, Reservation Reservation)
{
    /// <summary>The same by the clock of the panels.</summary>
    public required Reservation Shown { get; init; }
}

/// <summary>
/// The one lock on the pair that automation can hold. One script reads it, the server's clock and the token, and takes,
/// extends, gives back or ends it: two never hold it, and what has expired holds nobody up.
/// </summary>
public sealed class ReservationDesk(RedisLink redis, TimeProvider time)
{
    private static readonly Reservation Nobodys = new(null, null, 0, null);

    private const string Take = "take", Release = "release", End = "end";

    // KEYS rev, reservation, index · ARGV act, observed_at, changes, hash of the token that was brought or '', holder
    // and note as JSON, hash of a new token, ms it is held, whether it is ended whoever holds it
    // Gives whether it was done, and what is stored then, or nothing. It is given as it is: Garnet's cjson
    // leaves members out that are null.
    private const string ActScript = $$"""
        {{StateScripts.Write}}
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
        local function keep(holder, token, acquired, expires, note)
            local body = '{"holder":' .. holder .. ',"token":' .. token .. ',"acquired_at_ms":'
                .. string.format('%d', acquired) .. ',"expires_at_ms":' .. string.format('%d', expires)
                .. ',"held_for_ms":' .. string.format('%d', math.max(expires - now, 0)) .. ',"note":' .. note .. '}'
            write(KEYS, 'reservation', body, ARGV[2], ARGV[3])
            return { 1, redis.call('GET', KEYS[2]) }
        end
        local raw = redis.call('GET', KEYS[2])
        local lock = raw and cjson.decode(raw).value
        local named = lock and lock.holder ~= nil and lock.holder ~= cjson.null
        local held = named and tonumber(lock.expires_at_ms) > now
        local mine = held and ARGV[4] ~= '' and lock.token == ARGV[4]
        if ARGV[1] == 'take' then
            if held and not mine then return { 0, raw } end
            local token = '"' .. (mine and lock.token or ARGV[7]) .. '"'
            return keep(ARGV[5], token, mine and lock.acquired_at_ms or now, now + tonumber(ARGV[8]), ARGV[6])
        end
        if ARGV[1] == 'release' and held and not mine and ARGV[9] == '' then return { 0, raw } end
        if not named or (ARGV[1] == 'end' and held) then return { 1, raw or '' } end
        return keep('null', 'null', 0, 0, 'null')
        """;

    /// <summary>Takes it, or extends it for who brings its token; the token stays the same then.</summary>
    /// <param name="holder">Who holds it.</param>
    /// <param name="note">Why; null for nothing.</param>
    /// <param name="ttl">How long from now on.</param>
    /// <param name="token">The token that the caller has; null when it has none.</param>
    /// <param name="fresh">The token that a new reservation gets.</param>
    public Task<ReservationResult> TakeAsync(string holder, string? note, TimeSpan ttl, string? token, string fresh) =>
        ActAsync(Take, token, holder, note, fresh, ttl, byForce: false);

    /// <summary>Gives it back, for who brings its token.</summary>
    public Task<ReservationResult> ReleaseAsync(string? token) =>
        ActAsync(Release, token, null, null, "", TimeSpan.Zero, byForce: false);

    /// <summary>Ends it, whoever holds it.</summary>
    public Task<ReservationResult> ForceAsync() =>
        ActAsync(Release, null, null, null, "", TimeSpan.Zero, byForce: true);

    /// <summary>Ends it if it has expired by the server's clock: everybody hears of it.</summary>
    /// <returns>As it is now: one that is held still has not expired yet.</returns>
    public async Task<Reservation> EndAsync() =>
        (await ActAsync(End, null, null, null, "", TimeSpan.Zero, byForce: false)).Reservation;

    private async Task<ReservationResult> ActAsync(
        string act, string? token, string? holder, string? note, string fresh, TimeSpan ttl, bool byForce)
    {
        var keys = redis.Keys;
        var answer = (RedisValue[])(await redis.Database.ScriptEvaluateAsync(
            ActScript,
            [keys.Rev, keys.State(States.Reservation.Name), keys.Index],
            [
                act, time.GetUtcNow().ToString("O"), redis.Channels.Changes,
                token is null ? "" : SwapDesk.HashOf(token), Wire.Write(holder), Wire.Write(note),
                SwapDesk.HashOf(fresh), (long)ttl.TotalMilliseconds, byForce ? "1" : ""
            ]))!;
        var isDone = (long)answer[0] == 1;
        if ((string)answer[1]! is not { Length: > 0 } stored)
            return new(isDone, Nobodys) { Shown = Nobodys };

        var (_, observedAt, value) = Wire.Read<Observed<Reservation>>(stored);
        return new(isDone, value) { Shown = value.By(observedAt) };
    }
}
