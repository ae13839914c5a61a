namespace SparkControl.Contracts;

/// <summary>
/// Something the owner can do. With <see cref="MaxModelLen"/> or <see cref="Anyway"/> the page offers it as one click.
/// </summary>
/// <param name="Title">What to do, as an order.</param>
/// <param name="Detail">What it means.</param>
/// <param name="Command">A command to run on a node, if that is the remedy.</param>
/// <param name="MaxModelLen">A context that fits, to apply and retry with.</param>
/// <param name="Anyway">To load all the same, in spite of what may be ignored.</param>
public sealed record Remedy(
    string Title, string? Detail = null, string? Command = null, int? MaxModelLen = null, bool Anyway = false);
