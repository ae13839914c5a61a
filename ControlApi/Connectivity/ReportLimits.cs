using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;

namespace SparkControl.ControlApi.Connectivity;

/// <summary>Holds each client, by its address and the source it names, to what it may report.</summary>
internal sealed class ReportLimits(IOptions<ReportOptions> options, TimeProvider time)
{
    /// <summary>Clients known one by one; who names a new source each time shares what others like it have.</summary>
    private const int Known = 10_000;

    private static readonly TimeSpan SweepsEvery = TimeSpan.FromSeconds(1);
    private static readonly Client Others = new("", null);

    private readonly ConcurrentDictionary<Client, ReportAllowance> allowances = new();
    private long swept = time.GetTimestamp();

    /// <summary>Counts a report.</summary>
    /// <returns>Null when it may come, else how long to wait.</returns>
    public TimeSpan? Refuse(IPAddress? address, string? source)
    {
        var rules = options.Value;
        if (rules.PerMinute == 0) return null;

        var client = Place(new(Text(address), source), rules);
        while (true)
        {
            var now = time.GetUtcNow();
            var isNew = !allowances.TryGetValue(client, out var known);
            var present = isNew ? new(rules.Burst, now) : known.Until(now, rules);
            if (present.Take() is not { } rest) return present.Wait(rules);
            if (isNew ? allowances.TryAdd(client, rest) : allowances.TryUpdate(client, rest, known)) return null;
        }
    }

    private Client Place(Client client, ReportOptions rules)
    {
        if (allowances.ContainsKey(client) || allowances.Count < Known) return client;

        if (time.GetElapsedTime(Interlocked.Read(ref swept)) >= SweepsEvery) Sweep(rules);
        return allowances.Count < Known ? client : Others;
    }

    // Who was silent long enough may do what a new client may, and need not be known.
    private void Sweep(ReportOptions rules)
    {
        Interlocked.Exchange(ref swept, time.GetTimestamp());
        var now = time.GetUtcNow();
        foreach (var (other, allowance) in allowances)
        {
            if (allowance.Until(now, rules).Left >= rules.Burst) allowances.TryRemove(other, out _);
        }
    }

    private static string Text(IPAddress? address) =>
        address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4().ToString() : address?.ToString() ?? "";

    private sealed record Client(string Address, string? Source);
}
