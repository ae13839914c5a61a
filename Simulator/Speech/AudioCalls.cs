namespace SparkControl.Simulator.Speech;

/// <summary>Counts who asks for what, and says which calls go wrong. Routes are named without /v1/audio/.</summary>
public sealed class AudioCalls
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Tally> _routes = [];
    private readonly List<(AudioFault Fault, int Seen)> _faults = [];

    /// <summary>Calls of a route that have begun.</summary>
    public int Of(string route) => Read(route).Begun;

    /// <summary>Calls of a route that are neither answered nor given up.</summary>
    public int UnderWay(string route) => Read(route).UnderWay;

    /// <summary>So many calls of a route were under way at once, at most.</summary>
    public int MostAtOnce(string route) => Read(route).Most;

    /// <summary>Lets calls go wrong from now on. A call has the first fault that is for it.</summary>
    public void Add(AudioFault fault)
    {
        lock (_gate) _faults.Add((fault, 0));
    }

    /// <summary>No call goes wrong any more.</summary>
    public void Forgive()
    {
        lock (_gate) _faults.Clear();
    }

    /// <summary>Counts from nothing, and no call goes wrong.</summary>
    public void Reset()
    {
        Forgive();
        lock (_gate) _routes.Clear();
    }

    /// <summary>A call has begun: what goes wrong with it, or null. It has to be ended.</summary>
    internal AudioFault? Begin(string route)
    {
        lock (_gate)
        {
            var tally = _routes.GetValueOrDefault(route, new(0, 0, 0));
            var underWay = tally.UnderWay + 1;
            _routes[route] = new(tally.Begun + 1, underWay, Math.Max(tally.Most, underWay));
            return Next(route);
        }
    }

    internal void End(string route)
    {
        lock (_gate)
        {
            if (_routes.TryGetValue(route, out var tally))
                _routes[route] = tally with { UnderWay = Math.Max(0, tally.UnderWay - 1) };
        }
    }

    private AudioFault? Next(string route)
    {
        AudioFault? found = null;
        for (var i = 0; i < _faults.Count; i++)
        {
            var (fault, seen) = _faults[i];
            if (fault.Route is not null && fault.Route != route) continue;
            _faults[i] = (fault, ++seen);
            if (seen >= fault.First && seen - fault.First < fault.Times) found ??= fault;
        }

        return found;
    }

    private Tally Read(string route)
    {
        lock (_gate) return _routes.GetValueOrDefault(route, new(0, 0, 0));
    }

    private sealed record Tally(int Begun, int UnderWay, int Most);
}
