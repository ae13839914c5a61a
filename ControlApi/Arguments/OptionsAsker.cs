using System.Globalization;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Status;
using SparkControl.ServiceDefaults;
using SparkControl.Sparks;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Arguments;

/// <summary>
/// Asks the image on the head for its vLLM's options, once, when nothing else is done to the pair; the state
/// <c>options</c> keeps the answer. Whatever begins meanwhile ends the ask.
/// </summary>
internal sealed partial class OptionsAsker(
    HelpAsk help, StateMirror mirror, StateStore store, JobDesk desk, OptionsLimits limits, TimeProvider time,
    ILogger<OptionsAsker> logger)
{
    private readonly LookSignal looks = new();
    private volatile bool isAnother;

    /// <summary>Asks for a look now: the image may be another than it was last seen to be.</summary>
    public void Look()
    {
        isAnother = true;
        looks.Ask();
    }

    /// <summary>Looks until the lease is lost.</summary>
    public async Task RunAsync(Lease lease, CancellationToken leading)
    {
        using var timer = time.CreateTimer(_ => looks.Ask(), null, limits.Every, limits.Every);
        try
        {
            await foreach (var _ in looks.AllAsync(leading)) await TryAsync(lease, leading);
        }
        catch (OperationCanceledException)
        {
            // The lease is lost.
        }
    }

    /// <summary>Asks the present image if it is due and nothing else goes on.</summary>
    /// <returns>Whether a container was begun.</returns>
    internal async Task<bool> LookAsync(Lease lease, CancellationToken leading)
    {
        var known = (await store.ReadAsync(States.Options))?.Value;
        if (known?.Asking is { } left)
        {
            // That of a driver before us.
            if (!await help.EndAsync(left, leading)) return false;

            known = known with { Asking = null };
            if (await store.WriteAsync(States.Options, known, lease) is null) return false;
        }

        if (!isAnother && !IsDue(known, Seen())) return false;

        var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Changed(StateChange change)
        {
            if (Begins(change.Name)) busy.TrySetResult();
        }

        mirror.Changed += Changed;
        try
        {
            // Who begins after this is heard of.
            return await IsQuietAsync() && await PresentAsync(leading) is { } image && IsDue(known, image)
                && await AskAsync(known ?? new([]), image, busy.Task, lease, leading);
        }
        finally
        {
            mirror.Changed -= Changed;
        }
    }

    private async Task TryAsync(Lease lease, CancellationToken leading)
    {
        try
        {
            await LookAsync(lease, leading);
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            NotStored(away.Message);
        }
        catch (Exception failure) when (!leading.IsCancellationRequested)
        {
            // One look that fails must not be the last one.
            LookFailed(failure);
        }
    }

    private async Task<bool> AskAsync(
        OptionsState known, string image, Task busy, Lease lease, CancellationToken leading)
    {
        var now = time.GetUtcNow();
        var name = string.Create(CultureInfo.InvariantCulture, $"{HelpScript.JobPrefix}{now:yyyyMMddHHmmssfff}");
        var ask = new OptionsAsk(name, image, now);
        // First the note: a driver after us ends what it finds there.
        if (await store.WriteAsync(States.Options, known with { Asking = ask }, lease) is null) return false;

        var heard = await HearAsync(ask, busy, leading);
        if (heard is null && !await help.EndAsync(ask, leading)) return true;

        var next = heard is null ? known with { Asking = null } : known.With(AskRules.Of(ask, heard));
        if (await store.WriteAsync(States.Options, next, lease) is not null && next.Of(image) is { } asked)
            Heard(image, asked.Names.Count, asked.Version, asked.Problem);
        return true;
    }

    // Null where it was ended before it had an answer.
    private async Task<HeardHelp?> HearAsync(OptionsAsk ask, Task busy, CancellationToken leading)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(leading);
        var hearing = help.HearAsync(ask, stop.Token);
        await Task.WhenAny(hearing, busy);
        var isOver = hearing.IsCompleted;
        await stop.CancelAsync();
        await ((Task)hearing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return isOver ? await hearing : null;
    }

    private bool IsDue(OptionsState? known, string? image) =>
        image is not null && AskRules.IsDue(known, image, limits.Again, time.GetUtcNow());

    private async Task<string?> PresentAsync(CancellationToken cancel)
    {
        if (!isAnother || mirror.Value(States.Settings) is not { Spark1: not null } settings) return Seen();
        if (await help.ImageAsync(settings.VllmImage, cancel) is not { } image) return null;

        isAnother = false;
        return image;
    }

    private string? Seen() => mirror.Value(States.Settings) is { } settings
        ? mirror.Value(States.Launcher)?.HeadImage(settings)
        : null;

    private async Task<bool> IsQuietAsync() =>
        mirror.Value(States.Driver)?.AnotherPanel is null
        && AskRules.HasRoom(Freshness.Of(mirror.Get(States.Node(UpdatePlace.Head)), time.GetUtcNow()))
        && AskRules.IsQuiet(
            (await store.ReadAsync(States.Swap))?.Value, await desk.AllAsync(store),
            await store.ReadAsync(States.Reservation), time.GetUtcNow());

    private bool Begins(string state) => state == States.Swap.Name
        ? mirror.Value(States.Swap) is { IsActive: true }
        : state.StartsWith(States.Jobs, StringComparison.Ordinal)
            && mirror.Value(States.Job(state[States.Jobs.Length..])) is { IsActive: true };

    [LoggerMessage(
        LogLevel.Information, "Image {Image} was asked for its options: {Count} names, vLLM {Version}, {Problem}")]
    private partial void Heard(string image, int count, string? version, string? problem);

    [LoggerMessage(LogLevel.Error, "Asking an image for its options has failed; the next look tries again")]
    private partial void LookFailed(Exception failure);

    [LoggerMessage(LogLevel.Warning, "What an image said of its options is not stored: {Reason}")]
    private partial void NotStored(string reason);
}
