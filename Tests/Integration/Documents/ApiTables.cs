using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SparkControl.Tests.Integration.Documents;

/// <summary>
/// The tables of docs/api.md, made of the document that ControlApi serves. <c>&lt;!-- routes: Swaps, Disk --&gt;</c> is
/// the place of all routes with one of these tags; what stands outside such places is written by hand.
/// </summary>
internal static partial class ApiTables
{
    private static readonly string[] Methods = ["get", "post", "put", "delete"];

    /// <summary>The same text with its tables as they are in the document.</summary>
    /// <exception cref="InvalidOperationException">A route has no place, or two.</exception>
    public static string Fill(string text, JsonNode document)
    {
        var routes = Routes(document).ToList();
        var tags = Place().Matches(text).SelectMany(place => Tags(place)).ToList();
        if (routes.FirstOrDefault(route => tags.Count(tag => tag == route.Tag) != 1) is { } lost)
            throw new InvalidOperationException($"{lost.Name} needs one place in the text, by its tag {lost.Tag}.");

        return Place().Replace(text, place => string.Concat(
            place.Groups["begin"].Value, "\n| route | does | takes | answers |\n| --- | --- | --- | --- |\n",
            string.Concat(routes.Where(route => Tags(place).Contains(route.Tag)).Select(route => $"{route.Row}\n")),
            place.Groups["end"].Value));
    }

    private static string[] Tags(Match place) => place.Groups["tags"].Value.Split(", ");

    private static IEnumerable<Route> Routes(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        orderby path.Key.TrimEnd('/'), Array.IndexOf(Methods, method.Key)
        let name = $"`{method.Key.ToUpperInvariant()} {path.Key.TrimEnd('/')}`"
        let what = method.Value!
        select new Route(name, (string?)what["tags"]?[0] ?? "", string.Join(
            " | ", $"| {name}", Does(what), Takes(what, document), Answers(what)) + " |");

    private static string Does(JsonNode what) => Blank().Replace($"{what["summary"]} {what["description"]}", " ")
        .Trim().Replace("|", "\\|", StringComparison.Ordinal);

    private static string Takes(JsonNode what, JsonNode document)
    {
        var parameters = (what["parameters"]?.AsArray() ?? [])
            .Where(one => (string?)one!["in"] is "query" or "header")
            .Select(one => $"`{one!["name"]}{Mark((bool?)one["required"] == true)}`");
        return string.Join(", ", what["requestBody"] is { } body ? [.. parameters, Body(body, document)] : parameters);
    }

    private static string Body(JsonNode body, JsonNode document)
    {
        var schema = body["content"]!["application/json"]!["schema"]!;
        var shape = Name(schema) is { } name ? document["components"]!["schemas"]![name]! : schema;
        var required = (shape["required"]?.AsArray() ?? []).Select(one => (string?)one).ToHashSet();
        var members = (shape["properties"]?.AsObject() ?? []).Select(one => one.Key + Mark(required.Contains(one.Key)));
        return $"`{{{string.Join(", ", members)}}}`{((bool?)body["required"] == true ? "" : " or no body")}";
    }

    private static string Mark(bool required) => required ? "" : "?";

    // What goes wrong is told by codes, which the description names.
    private static string Answers(JsonNode what) => string.Join("; ", what["responses"]!.AsObject()
        .Where(one => one.Key != "default")
        .Select(one => $"{one.Key} {Content(one.Value!["content"]?.AsObject())}".TrimEnd()));

    private static string Content(JsonObject? content) => content?.FirstOrDefault() switch
    {
        null or { Key: null or "application/problem+json" } => "",
        { Key: "text/event-stream" } => "SSE",
        { Key: "application/json", Value: { } json } => Shape(json["schema"]),
        { Key: var other } => other
    };

    private static string Shape(JsonNode? schema) =>
        schema?["items"] is { } item ? $"`[{Name(item)}]`"
        : Name(schema) is { } name ? $"`{name}`{(schema!["oneOf"] is null ? "" : " or `null`")}"
        : "JSON";

    // One that may be null is one of two.
    private static string? Name(JsonNode? schema) =>
        (string?)schema?["$ref"] is { } place ? place[(place.LastIndexOf('/') + 1)..]
        : schema?["oneOf"]?.AsArray().Select(Name).FirstOrDefault(name => name is not null);

    private sealed record Route(string Name, string Tag, string Row);

    [GeneratedRegex(
        "(?<begin><!-- routes: (?<tags>[\\w, -]+) -->\n).*?(?<end>\n<!-- /routes -->)", RegexOptions.Singleline)]
    private static partial Regex Place();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
