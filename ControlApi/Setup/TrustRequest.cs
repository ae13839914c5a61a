using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace SparkControl.ControlApi.Setup;

/// <summary>A host key that a user has compared with what the Spark itself says.</summary>
/// <param name="Node"><c>spark1</c> or <c>spark2</c>.</param>
/// <param name="Type">For example <c>ssh-ed25519</c>.</param>
/// <param name="Fingerprint"><c>SHA256:…</c> as ssh-keygen -l prints it.</param>
/// <param name="Key">The whole public key in base64, if known.</param>
/// <param name="Replaces">The fingerprint that was trusted before, where the Spark has a new key.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TrustRequest(
    [RegularExpression("^spark[12]$")] string Node,
    [RegularExpression("^[a-z][a-z0-9@.-]{0,63}$")] string Type,
    [RegularExpression("^SHA256:[A-Za-z0-9+/]{43}$")] string Fingerprint,
    [StringLength(4096)] string? Key = null,
    [RegularExpression("^SHA256:[A-Za-z0-9+/]{43}$")] string? Replaces = null);
