namespace SparkControl.Tests.Unit.Swaps.World;

/// <summary>Something happened that must never happen.</summary>
internal sealed class Broken(string what) : Exception(what)
{
    public static void Unless(bool holds, string what)
    {
        if (!holds) throw new Broken(what);
    }
}
