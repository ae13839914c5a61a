using SparkControl.Contracts.Redis;
using StackExchange.Redis;

namespace SparkControl.AudioProxy.Lanes;

/// <summary>What an instance says about one of its turns each time.</summary>
internal enum LaneWord { Wait, Hold, Leave }

/// <summary>What is said about one turn.</summary>
/// <param name="Word">What it does.</param>
/// <param name="Id">Names it.</param>
/// <param name="Number">Its place in the order of all, where it was told one; 0 for a new one.</param>
internal readonly record struct LaneLine(LaneWord Word, string Id, long Number);

/// <summary>What is answered about one turn.</summary>
/// <param name="Place">0 for who holds a slot, 1 for who is next, -1 for a slot that another one has by now.</param>
/// <param name="Number">Its place in the order of all while it waits, else 0.</param>
internal readonly record struct LaneAnswer(long Place, long Number);

/// <summary>
/// The holders and waiters of a lane in Redis. One step tells of all turns of an instance and gives out slots.
/// </summary>
internal sealed class LaneBook(RedisLink redis, string lane, LaneTimes times)
{
    private readonly RedisKey[] keys =
    [
        redis.Keys.Lane(lane), redis.Keys.LaneQueue(lane), redis.Keys.LaneAlive(lane), redis.Keys.LaneClock(lane)
    ];

    /// <summary>Says what an instance's turns do, and that they live.</summary>
    /// <param name="slots">How many may work at once.</param>
    /// <param name="lines">Those that leave too; new ones in the order in which they came.</param>
    /// <returns>An answer for each line.</returns>
    /// <exception cref="RedisException">
    /// Redis is away. It may have been carried out; saying it again does no harm.
    /// </exception>
    public async Task<IReadOnlyList<LaneAnswer>> TellAsync(int slots, IReadOnlyList<LaneLine> lines)
    {
        RedisValue[] arguments =
        [
            (long)times.Lives.TotalMilliseconds, (long)times.Renews.TotalMilliseconds, slots, redis.Channels.Lanes,
            lane,
            .. lines.SelectMany(line => new RedisValue[] { Text(line.Word), line.Id, line.Number })
        ];
        var answer = (RedisValue[])(await redis.Database.ScriptEvaluateAsync(LaneScript.Tell, keys, arguments))!;
        return [.. answer.Chunk(2).Select(pair => new LaneAnswer((long)pair[0], (long)pair[1]))];
    }

    private static string Text(LaneWord word) => word switch
    {
        LaneWord.Wait => "wait",
        LaneWord.Hold => "hold",
        _ => "leave"
    };
}
