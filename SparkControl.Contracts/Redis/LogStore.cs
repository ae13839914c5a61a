using System.Globalization;
using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>How an append ended.</summary>
public enum AppendOutcome
{
    /// <summary>The lines are stored.</summary>
    Stored,

    /// <summary>The lease is no longer ours; nothing was stored.</summary>
    LeaseLost,

    /// <summary>The block does not begin where the stored part of the file ends; nothing was stored.</summary>
    WrongOffset
}

/// <summary>What an append did.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="First">The number of the first line that was stored.</param>
public readonly record struct AppendResult(AppendOutcome Outcome, long First);

/// <summary>Where a block of lines comes from: a followed file, and the bytes of it that the block covers.</summary>
/// <param name="File">Names the file within the job.</param>
/// <param name="From">The offset of the block's first byte.</param>
/// <param name="To">The offset behind its last line's end.</param>
public readonly record struct LogBlock(string File, long From, long To);

/// <summary>A part of a log.</summary>
/// <param name="First">The oldest line that is kept, counted from 1.</param>
/// <param name="From">
/// The number of the first line here: <paramref name="First"/> when older ones were asked for.
/// </param>
/// <param name="Next">The number that the next line to come will have.</param>
/// <param name="Lines">The lines.</param>
public sealed record LogSlice(long First, long From, long Next, IReadOnlyList<LogLine> Lines);

/// <summary>The logs of jobs: blocks of lines that are stored once and in order, or not at all.</summary>
public sealed class LogStore(RedisLink redis)
{
    /// <summary>Lines kept of one log.</summary>
    public const int MaxLines = 10_000;

    /// <summary>Bytes kept of one log.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Lines in one block at most.</summary>
    public const int BlockLines = 500;

    private const int KeptLogs = 20;

    // KEYS log, meta, lease · ARGV token, file or '', from, to, channel or '', job, max lines, max bytes, lines…
    // Many lines a call: Garnet takes 30 times as long for one RPUSH and one LPOP a line. Not all: a call that is
    // larger than a page of its append-only file is refused.
    private const string AppendScript = """
        if redis.call('GET', KEYS[3]) ~= ARGV[1] then return -1 end
        if ARGV[2] ~= '' then
            if (redis.call('HGET', KEYS[2], 'at:' .. ARGV[2]) or '0') ~= ARGV[3] then return -2 end
            redis.call('HSET', KEYS[2], 'at:' .. ARGV[2], ARGV[4])
        end
        local bytes = tonumber(redis.call('HGET', KEYS[2], 'bytes') or '0')
        for i = 9, #ARGV do bytes = bytes + #ARGV[i] end
        for i = 9, #ARGV, 100 do redis.call('RPUSH', KEYS[1], unpack(ARGV, i, math.min(i + 99, #ARGV))) end
        local next = tonumber(redis.call('HGET', KEYS[2], 'next') or '1') + #ARGV - 8
        local length = redis.call('LLEN', KEYS[1])
        local function full() return length > tonumber(ARGV[7]) or (bytes > tonumber(ARGV[8]) and length > 1) end
        while full() do
            local gone = 0
            for _, line in ipairs(redis.call('LRANGE', KEYS[1], 0, 499)) do
                if not full() then break end
                bytes, length, gone = bytes - #line, length - 1, gone + 1
            end
            redis.call('LTRIM', KEYS[1], gone, -1)
        end
        redis.call('HSET', KEYS[2], 'next', string.format('%d', next), 'first', string.format('%d', next - length),
            'bytes', string.format('%d', bytes))
        if ARGV[5] ~= '' then redis.call('PUBLISH', ARGV[5], ARGV[6] .. ' ' .. string.format('%d', next)) end
        return next
        """;

    // KEYS log, meta · ARGV from, count
    // Garnet refuses an index that is too large for it, where Redis answers nothing.
    private const string ReadScript = """
        local first = tonumber(redis.call('HGET', KEYS[2], 'first') or '1')
        local next = tonumber(redis.call('HGET', KEYS[2], 'next') or '1')
        local from = math.max(tonumber(ARGV[1]), first)
        local lines = {}
        if from < next then
            lines = redis.call('LRANGE', KEYS[1], from - first, from - first + tonumber(ARGV[2]) - 1)
        end
        return { string.format('%d', first), string.format('%d', from), string.format('%d', next), lines }
        """;

    private const string OpenScript = """
        if redis.call('GET', KEYS[2]) ~= ARGV[1] then return -1 end
        redis.call('LREM', KEYS[1], 0, ARGV[2])
        redis.call('LPUSH', KEYS[1], ARGV[2])
        local old = redis.call('LRANGE', KEYS[1], ARGV[3], -1)
        redis.call('LTRIM', KEYS[1], 0, tonumber(ARGV[3]) - 1)
        for _, job in ipairs(old) do redis.call('DEL', ARGV[4] .. job, ARGV[4] .. job .. ':meta') end
        return 1
        """;

    /// <summary>Makes room for a job's log: the last 20 keep theirs.</summary>
    /// <returns>False when the lease is no longer ours.</returns>
    public async Task<bool> OpenAsync(string job, Lease lease) =>
        (long)await redis.Database.ScriptEvaluateAsync(
            OpenScript, [redis.Keys.Logs, lease.Key], [lease.Token, job, KeptLogs, redis.Keys.Log("")]) == 1;

    /// <summary>Stores lines behind those that are there.</summary>
    /// <param name="job">The log's name.</param>
    /// <param name="lease">The lease that allows it.</param>
    /// <param name="block">The bytes the lines were read from; null for words of our own.</param>
    /// <param name="lines">At most <see cref="BlockLines"/>.</param>
    /// <param name="announce">Whether readers are told now.</param>
    public async Task<AppendResult> AppendAsync(
        string job, Lease lease, LogBlock? block, IReadOnlyList<LogLine> lines, bool announce = true)
    {
        RedisValue[] arguments =
        [
            lease.Token, block?.File ?? "", block?.From ?? 0, block?.To ?? 0,
            announce ? redis.Channels.Lines : "", job, MaxLines, MaxBytes, .. lines.Select(l => (RedisValue)Encode(l))
        ];
        var next = (long)await redis.Database.ScriptEvaluateAsync(
            AppendScript, [redis.Keys.Log(job), redis.Keys.LogMeta(job), lease.Key], arguments);
        return next switch
        {
            -1 => new(AppendOutcome.LeaseLost, 0),
            -2 => new(AppendOutcome.WrongOffset, 0),
            _ => new(AppendOutcome.Stored, next - lines.Count)
        };
    }

    /// <summary>Tells readers how far a log has come, for a block that was stored without.</summary>
    public Task AnnounceAsync(string job) =>
        redis.Database.PublishAsync(RedisChannel.Literal(redis.Channels.Lines), $"{job} ");

    /// <summary>The offset behind the last stored byte of a followed file.</summary>
    public async Task<long> OffsetAsync(string job, string file) =>
        (long?)await redis.Database.HashGetAsync(redis.Keys.LogMeta(job), $"at:{file}") ?? 0;

    /// <summary>Lines from a number on, oldest first.</summary>
    /// <param name="job">The log's name.</param>
    /// <param name="from">The first line wanted, counted from 1.</param>
    /// <param name="count">Lines at most.</param>
    public async Task<LogSlice> ReadAsync(string job, long from, int count = BlockLines)
    {
        var answer = (RedisResult[])(await redis.Database.ScriptEvaluateAsync(
            ReadScript, [redis.Keys.Log(job), redis.Keys.LogMeta(job)], [Math.Max(1, from), count]))!;
        var lines = (RedisValue[])answer[3]!;
        return new((long)answer[0], (long)answer[1], (long)answer[2], [.. lines.Select(l => Decode(l!))]);
    }

    private static string Encode(LogLine line) =>
        string.Create(CultureInfo.InvariantCulture, $"{line.Node}\t{line.AtMs}\t{line.Text}");

    private static LogLine Decode(string element)
    {
        var parts = element.Split('\t', 3);
        return new(parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture), parts[2]);
    }
}
