using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Updates;

/// <summary>
/// Tells the connectivity log when updates begin and end. Each line has an id of its own and is written once, however
/// often it is told by those who take an update up.
/// </summary>
internal sealed class UpdateTelling(RedisLink redis)
{
    private readonly HandOver inbox = new(redis, redis.Keys.Inbox);

    public Task BegunAsync(UpdateState update) => inbox.PushAsync(Begin(update));

    public Task EndedAsync(UpdateState update) => inbox.PushAsync(End(update));

    /// <summary>The line that an update has begun.</summary>
    public static ConnectivityEntry Begin(UpdateState update) => Line(update, "begin", update.RequestedAt) with
    {
        Evidence = update.Action switch
        {
            UpdateAction.Apply => "Updating the launcher and its image.",
            UpdateAction.RollBack => "Rolling the launcher back to the commit and the image before.",
            _ => "Copying the image of Spark 1 to Spark 2."
        }
    };

    /// <summary>The line that it has ended. What a user cancelled has not failed.</summary>
    public static ConnectivityEntry End(UpdateState update) => Line(update, "end", update.EndedAt!.Value) with
    {
        Ok = update.Phase != UpdatePhase.Failed,
        Ms = Math.Round((update.EndedAt!.Value - update.RequestedAt).TotalMilliseconds),
        Error = update.Failure?.Title,
        Evidence = Sentence(update)
    };

    private static string Sentence(UpdateState update)
    {
        var (from, to) = (UpdateFailures.Commit(update.FromCommit), UpdateFailures.Commit(update.ToCommit));
        return (update.Action, update.Phase) switch
        {
            (_, UpdatePhase.Failed) => $"{What(update.Action)} failed: {update.Failure!.Title.TrimEnd('.')}.",
            (_, UpdatePhase.Cancelled) => $"{What(update.Action)} was cancelled.",
            (UpdateAction.Apply, _) => $"Updated the launcher from {from} to {to}.",
            (UpdateAction.RollBack, _) => $"Rolled the launcher back from {from} to {to}.",
            _ => "Copied the image of Spark 1 to Spark 2."
        };
    }

    private static string What(UpdateAction action) => action switch
    {
        UpdateAction.Apply => "The update of the launcher",
        UpdateAction.RollBack => "The roll back of the launcher",
        _ => "The copy of the image"
    };

    private static ConnectivityEntry Line(UpdateState update, string part, DateTimeOffset at) => new()
    {
        Id = $"{update.Id}:{part}",
        At = at,
        Kind = ConnectivityKind.Update,
        Service = "vllm",
        Node = UpdatePlace.Head,
        Planned = true,
        Source = ActionSource.Page
    };
}
