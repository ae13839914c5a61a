using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>
/// All state in memory: what is shown is answered from here. It subscribes first, then reads everything, never goes
/// back a rev within a generation, and reads everything again when a connection is restored and every 10 s.
/// </summary>
public sealed partial class StateMirror(RedisLink redis, TimeProvider time, ILogger<StateMirror> logger)
    : BackgroundService
{
    private static readonly TimeSpan FullRead = TimeSpan.FromSeconds(10);

    private const string ReadScript = """
        redis.call('SET', KEYS[1], ARGV[1], 'NX')
        return { redis.call('GET', KEYS[1]), redis.call('HGETALL', KEYS[2]) }
        """;

    private readonly MirroredValues values = new();
    private readonly Channel<string> looks = Channel.CreateUnbounded<string>(new() { SingleReader = true });
    private readonly TaskCompletionSource loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long startedAt = time.GetTimestamp();
    private string? generation;
    private volatile bool isAway;
    private long lastRead;

    /// <summary>Raised, in order, after a value was taken over. Handlers must not block.</summary>
    public event Action<StateChange>? Changed
    {
        add => values.Changed += value;
        remove => values.Changed -= value;
    }

    /// <summary>Ends when everything was read once.</summary>
    public Task Loaded => loaded.Task;

    /// <summary>Which Redis the values are of, as soon as all of them are; null before.</summary>
    public string? Generation => values.Generation;

    /// <summary>How old the snapshot is; null while Redis answers, and before it ever did.</summary>
    public TimeSpan? Staleness => (redis.IsConnected && !isAway) || !loaded.Task.IsCompleted
        ? null
        : time.GetElapsedTime(Interlocked.Read(ref lastRead));

    /// <summary>
    /// For how long Redis has said nothing: <see cref="Staleness"/>, or the time since the start while nothing was ever
    /// read. Null while it answers.
    /// </summary>
    public TimeSpan? Silence => IsBlank ? time.GetElapsedTime(startedAt) : Staleness;

    /// <summary>Whether nothing was ever read and Redis does not answer.</summary>
    public bool IsBlank => !loaded.Task.IsCompleted;

    /// <summary>The value as last seen; null when there is none, or one that this version cannot read.</summary>
    public Observed<T>? Get<T>(StateKey<T> key)
    {
        if (values.Find(key.Name) is not { } entry) return null;

        try
        {
            return entry.As<T>();
        }
        catch (JsonException failure)
        {
            if (entry.IsFirstFailure) NotUnderstood(key.Name, failure.Message);
            return null;
        }
    }

    /// <summary>The value itself; null when there is none.</summary>
    public T? Value<T>(StateKey<T> key) where T : class => Get(key)?.Value;

    /// <summary>The names of the values that begin with a word, in no order.</summary>
    public IReadOnlyList<string> Names(string prefix) => values.Names(prefix);

    /// <summary>
    /// Everything, and every change after it without a gap: <paramref name="all"/> is called with the values, and again
    /// when they are of another generation, <paramref name="one"/> with each change until the result is disposed.
    /// </summary>
    public IDisposable Watch(Action<IReadOnlyList<StateChange>> all, Action<StateChange> one) => values.Watch(all, one);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        redis.Restored += LookAtAll;
        _ = RepeatAsync(stopping);

        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stopping);
            }
            catch (Exception failure) when (failure is RedisException or TimeoutException or JsonException)
            {
                if (!isAway) ReadFailed(failure.Message);
                isAway = true;
                await PauseAsync(stopping);
            }
        }
    }

    // A second, or less when a connection comes.
    private async Task PauseAsync(CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(
            Task.Delay(TimeSpan.FromSeconds(1), time, either.Token),
            looks.Reader.WaitToReadAsync(either.Token).AsTask());
        await either.CancelAsync();
    }

    private async Task FollowAsync(CancellationToken stopping)
    {
        // Everything is read below, so what was to be looked at before is no news.
        while (looks.Reader.TryRead(out _))
        {
        }

        var changes = RedisChannel.Literal(redis.Channels.Changes);
        await redis.Subscriber.SubscribeAsync(
            changes, (_, message) => looks.Writer.TryWrite(message.ToString().Split(' ')[0]));
        try
        {
            await ReadAllAsync();
            isAway = false;
            var names = new HashSet<string>();
            while (await looks.Reader.WaitToReadAsync(stopping))
            {
                while (looks.Reader.TryRead(out var name)) names.Add(name);

                if (names.Contains("")) await ReadAllAsync();
                else await ReadAsync([.. names]);
                names.Clear();
            }
        }
        finally
        {
            await redis.Subscriber.UnsubscribeAsync(changes);
        }
    }

    private async Task RepeatAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(FullRead, time);
        while (!stopping.IsCancellationRequested)
        {
            await ((Task)timer.WaitForNextTickAsync(stopping).AsTask())
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            LookAtAll();
        }
    }

    private void LookAtAll() => looks.Writer.TryWrite("");

    private async Task ReadAllAsync()
    {
        var index = await ReadIndexAsync();
        values.Keep(index);
        await FetchAsync([.. index.Where(e => values.IsNews(e.Key, e.Value)).Select(e => e.Key)]);
        loaded.TrySetResult();
        values.Complete(generation);
    }

    private async Task ReadAsync(string[] names)
    {
        // One command for all: this is what every change costs in every process.
        var found = await redis.Database.StringGetAsync(
            [redis.Keys.Generation, .. names.Select(name => (RedisKey)redis.Keys.State(name))]);
        // What was forgotten is read again at once, not only what there was word of.
        if (found[0] != generation)
        {
            await ReadAllAsync();
            return;
        }

        Interlocked.Exchange(ref lastRead, time.GetTimestamp());
        Apply(names, found.AsSpan(1));
    }

    private async Task<Dictionary<string, long>> ReadIndexAsync()
    {
        var answer = (RedisResult[])(await redis.Database.ScriptEvaluateAsync(
            ReadScript, [redis.Keys.Generation, redis.Keys.Index], [Guid.NewGuid().ToString("N")]))!;
        var found = (string)answer[0]!;
        if (generation is not null && generation != found) values.Clear();
        generation = found;
        Interlocked.Exchange(ref lastRead, time.GetTimestamp());

        var pairs = (RedisValue[])answer[1]!;
        return Enumerable.Range(0, pairs.Length / 2)
            .ToDictionary(i => (string)pairs[2 * i]!, i => (long)pairs[2 * i + 1]);
    }

    private async Task FetchAsync(string[] names)
    {
        if (names.Length == 0) return;

        Apply(names, await redis.Database.StringGetAsync([.. names.Select(n => (RedisKey)redis.Keys.State(n))]));
    }

    private void Apply(string[] names, ReadOnlySpan<RedisValue> found)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (found[i].HasValue) values.Apply(names[i], found[i]!);
        }
    }

    [LoggerMessage(LogLevel.Warning, "State could not be read from Redis: {Reason}")]
    private partial void ReadFailed(string reason);

    [LoggerMessage(
        LogLevel.Warning, "State {Name} was written by a version that this one does not understand: {Reason}")]
    private partial void NotUnderstood(string name, string reason);
}
