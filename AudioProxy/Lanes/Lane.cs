using System.Threading.Channels;
using SparkControl.Contracts.Redis;
using StackExchange.Redis;

namespace SparkControl.AudioProxy.Lanes;

/// <summary>
/// The way to something of which only so many can be used at once, whatever the number of instances: who comes first
/// goes first, and who comes again goes behind the others. One loop tells Redis of all turns of this process.
/// </summary>
/// <param name="redis">The connection.</param>
/// <param name="name">The lane's name, for example <c>transcription</c>.</param>
/// <param name="slots">How many may work at once; asked each time, see <see cref="Look"/>.</param>
/// <param name="times">Its times.</param>
/// <param name="time">For when to renew.</param>
/// <param name="logger">Told when Redis goes and comes.</param>
internal sealed partial class Lane(
    RedisLink redis, string name, Func<int> slots, LaneTimes times, TimeProvider time, ILogger<Lane> logger)
    : BackgroundService
{
    private readonly Channel<LaneTurn?> news = Channel.CreateUnbounded<LaneTurn?>(new() { SingleReader = true });
    private readonly LaneBook book = new(redis, name, times);
    private readonly List<LaneTurn> turns = [];
    private bool hears;
    private bool isAway;

    /// <summary>Waits for a slot. While Redis is away nothing is given out, and nobody loses a place.</summary>
    /// <param name="position">Called with 1 for who is next, whenever it has changed. Must not wait or throw.</param>
    /// <param name="cancel">Takes it out of the queue.</param>
    /// <returns>The slot, until it is disposed.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled, or this process ends.</exception>
    public async Task<LaneTurn> AcquireAsync(Action<int> position, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var turn = new LaneTurn(Guid.NewGuid().ToString("N"), position, left => news.Writer.TryWrite(left));
        if (!news.Writer.TryWrite(turn)) throw new OperationCanceledException("The lane ends.");
        try
        {
            await turn.Granted.WaitAsync(cancel);
            return turn;
        }
        catch (OperationCanceledException)
        {
            await turn.DisposeAsync();
            throw;
        }
    }

    /// <summary>Looks now: the number of slots has changed, for example.</summary>
    public void Look() => news.Writer.TryWrite(null);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var channel = RedisChannel.Literal(redis.Channels.Lanes);
        redis.Restored += Look;
        while (!stopping.IsCancellationRequested)
        {
            await TellAsync(channel);
            await WaitAsync(stopping);
        }

        redis.Restored -= Look;
        news.Writer.TryComplete();
        TakeNews();
        foreach (var turn in turns) turn.Abandon();
        await TellAsync(channel);
        if (hears && redis.IsConnected)
            await redis.Subscriber.UnsubscribeAsync(channel, Heard, CommandFlags.FireAndForget);
    }

    private void Heard(RedisChannel channel, RedisValue lane)
    {
        if (lane == name) Look();
    }

    // A renewal when nothing happens, for others too: it is by these that the lane's clock goes.
    private async Task WaitAsync(CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(
            Task.Delay(times.Renews, time, either.Token), news.Reader.WaitToReadAsync(either.Token).AsTask());
        await either.CancelAsync();
    }

    private void TakeNews()
    {
        while (news.Reader.TryRead(out var turn))
        {
            if (turn is not null && !turns.Contains(turn)) turns.Add(turn);
        }
    }

    private async Task TellAsync(RedisChannel channel)
    {
        TakeNews();
        LaneTurn[] told = [.. turns];
        LaneLine[] lines = [.. told.Select(turn => turn.Line)];
        try
        {
            if (!hears) await redis.Subscriber.SubscribeAsync(channel, Heard);
            hears = true;
            Hear(told, lines, await book.TellAsync(slots(), lines));
            if (isAway) RedisIsBack(name);
            isAway = false;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
        {
            if (!isAway) RedisIsAway(name, failure.Message);
            isAway = true;
        }
    }

    private void Hear(LaneTurn[] told, LaneLine[] lines, IReadOnlyList<LaneAnswer> answers)
    {
        for (var i = 0; i < told.Length; i++)
        {
            told[i].Hear(answers[i]);
            if (answers[i].Place < 0) SlotLost(name);
            if (lines[i].Word == LaneWord.Leave || answers[i].Place < 0) turns.Remove(told[i]);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Lane {Lane} gives out nothing while Redis is away: {Reason}")]
    private partial void RedisIsAway(string lane, string reason);

    [LoggerMessage(LogLevel.Information, "Lane {Lane} has Redis again")]
    private partial void RedisIsBack(string lane);

    [LoggerMessage(
        LogLevel.Warning, "A slot of lane {Lane} was given to another one, because this process was not heard")]
    private partial void SlotLost(string lane);
}
