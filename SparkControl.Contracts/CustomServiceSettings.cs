namespace SparkControl.Contracts;

/// <summary>A service of the owner's that is watched beside the three we know.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Url">What is asked: any 2xx answer is a good one.</param>
/// <param name="Container">Its container; null when it is only probed.</param>
public sealed record CustomServiceSettings(string Name, ServiceKind Kind, string Url, string? Container = null);
