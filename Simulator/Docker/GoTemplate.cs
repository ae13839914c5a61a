using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SparkControl.Simulator.Docker;

/// <summary>The part of Go's templates that people write behind --format: fields, json, if and else.</summary>
internal static class GoTemplate
{
    /// <summary>The text, or null with the reason when a field does not exist.</summary>
    public static string? Render(string template, JsonNode data, out string? error)
    {
        error = null;
        var text = new StringBuilder();
        var shown = new Stack<bool>([true]);
        template = template.Replace("\\t", "\t", StringComparison.Ordinal)
            .Replace("\\n", "\n", StringComparison.Ordinal);
        for (var at = 0; at < template.Length;)
        {
            var open = template.IndexOf("{{", at, StringComparison.Ordinal);
            var close = open < 0 ? -1 : template.IndexOf("}}", open, StringComparison.Ordinal);
            if (shown.Peek()) text.Append(template, at, (close < 0 ? template.Length : open) - at);
            if (close < 0) break;
            var value = Act(template[(open + 2)..close].Trim('-', ' '), data, shown, ref error);
            if (shown.Peek()) text.Append(value);
            at = close + 2;
        }

        return error is null ? text.ToString() : null;
    }

    private static string Act(string action, JsonNode data, Stack<bool> shown, ref string? error)
    {
        var words = action.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        var rest = words.Length > 1 ? words[1].Trim() : "";
        switch (words[0])
        {
            case "if":
                shown.Push(shown.Peek() && IsTrue(Find(rest, data, out _)));
                return "";
            case "else":
                var inner = shown.Pop();
                shown.Push(shown.Peek() && !inner);
                return "";
            case "end":
                shown.Pop();
                return "";
        }

        if (!shown.Peek()) return "";
        var isJson = words[0] == "json";
        var value = Find(isJson ? rest : action, data, out var found);
        if (!found)
            error ??= $"template parsing error: template: :1:2: executing \"\" at <{action}>: map has no entry for " +
                $"key \"{action.Split('.')[^1]}\"";
        return isJson ? value?.ToJsonString(_plain) ?? "null" : Show(value);
    }

    private static JsonNode? Find(string path, JsonNode data, out bool found)
    {
        JsonNode? node = data;
        found = path.StartsWith('.');
        foreach (var part in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            found = found && node is JsonObject o && o.ContainsKey(part);
            node = (node as JsonObject)?[part];
        }

        return node;
    }

    private static string Show(JsonNode? value) => value switch
    {
        null => "<no value>",
        JsonValue v when v.GetValueKind() == JsonValueKind.String => v.GetValue<string>(),
        JsonArray a => "[" + string.Join(' ', a.Select(Show)) + "]",
        JsonObject o => "map[" + string.Join(' ', o.Select(entry => entry.Key + ":" + Show(entry.Value))) + "]",
        _ => value.ToJsonString()
    };

    private static bool IsTrue(JsonNode? value) => value switch
    {
        null => false,
        JsonValue v => v.GetValueKind() switch
        {
            JsonValueKind.String => v.GetValue<string>().Length > 0,
            JsonValueKind.Number => v.ToJsonString() != "0",
            var kind => kind == JsonValueKind.True
        },
        JsonArray a => a.Count > 0,
        _ => true
    };

    private static readonly JsonSerializerOptions _plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };
}
