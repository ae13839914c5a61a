namespace SparkControl.ControlApi;

/// <summary>A problem (RFC 9457) as every route answers it; it stands in the OpenAPI document.</summary>
/// <param name="Title">What happened, in one sentence.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">A stable word for programs.</param>
/// <param name="Detail">What to do about it.</param>
/// <param name="Type">A page that explains the status.</param>
/// <param name="Field">The field of the body that cannot be read.</param>
/// <param name="Errors">What is wrong, by the name of the field.</param>
/// <param name="Id">The swap or the update that is in the way.</param>
/// <param name="Holder">Who has reserved the Sparks.</param>
/// <param name="SecondsRemaining">For how long they are reserved.</param>
/// <param name="Panel">The other panel that drives the Sparks.</param>
public sealed record ApiProblem(
    string Title, int Status, string Code, string? Detail = null, string? Type = null,
    string? Field = null, IReadOnlyDictionary<string, string[]>? Errors = null,
    string? Id = null, string? Holder = null, long? SecondsRemaining = null, string? Panel = null);
