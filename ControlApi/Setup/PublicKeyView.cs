namespace SparkControl.ControlApi.Setup;

/// <summary>The panel's public key.</summary>
/// <param name="PublicKey">As in authorized_keys.</param>
/// <param name="Line">What to paste into a terminal on each Spark.</param>
public sealed record PublicKeyView(string PublicKey, string Line);
