using System.Globalization;

namespace SparkControl.Simulator.Vllm;

/// <summary>Reads the words behind `vllm` as argparse does, and refuses in its words.</summary>
internal static class ArgumentParser
{
    private const string Usage = "usage: vllm serve [model_tag] [options]\n";

    private static readonly Dictionary<string, string> _short = new()
    {
        ["-tp"] = "tensor-parallel-size",
        ["-pp"] = "pipeline-parallel-size",
        ["-dp"] = "data-parallel-size",
        ["-q"] = "quantization",
        ["-O"] = "optimization-level",
        ["-cc"] = "compilation-config",
        ["-n"] = "nnodes",
        ["-r"] = "node-rank"
    };

    private static readonly HashSet<string> _integers =
        [.. ("port tensor-parallel-size pipeline-parallel-size data-parallel-size nnodes node-rank master-port " +
            "max-num-seqs max-num-batched-tokens block-size seed").Split(' ')];

    private static readonly HashSet<string> _switches =
        [.. ("headless enable-prefix-caching no-enable-prefix-caching enable-auto-tool-choice trust-remote-code " +
            "enforce-eager enable-chunked-prefill no-enable-chunked-prefill async-scheduling no-async-scheduling " +
            "enable-expert-parallel enable-lora enable-server-load-tracking disable-log-requests disable-log-stats " +
            "enable-sleep-mode enable-log-requests enable-force-include-usage disable-custom-all-reduce " +
            "skip-mm-profiling language-model-only").Split(' ')];

    private static readonly HashSet<string> _values =
        [.. ("host gpu-memory-utilization max-model-len load-format quantization kv-cache-dtype dtype " +
            "served-model-name api-key distributed-executor-backend master-addr tool-call-parser reasoning-parser " +
            "attention-backend moe-backend speculative-config mm-processor-kwargs limit-mm-per-prompt chat-template " +
            "tokenizer tokenizer-mode config-format revision hf-overrides override-generation-config " +
            "generation-config swap-space cpu-offload-gb optimization-level compilation-config " +
            "kv-cache-memory-bytes task runner convert uvicorn-log-level allowed-origins mamba-ssm-cache-dtype " +
            "model download-dir max-lora-rank lora-modules rope-scaling default-chat-template-kwargs " +
            "mamba-cache-mode kv-transfer-config logits-processors mm-encoder-tp-mode " +
            "structured-outputs-config").Split(' ')];

    /// <summary>The arguments, or the text that vLLM writes before it ends with status 2.</summary>
    public static VllmArguments? Parse(IReadOnlyList<string> words, out string error)
    {
        error = "";
        if (words is not ["serve", ..])
        {
            error = "usage: vllm [-h] [-v] {chat,complete,serve,bench,collect-env,run-batch} ...\n" +
                $"vllm: error: argument subparser: invalid choice: '{words.ElementAtOrDefault(0)}' " +
                "(choose from chat, complete, serve, bench, collect-env, run-batch)\n";
            return null;
        }

        var options = new Dictionary<string, IReadOnlyList<string>>();
        var (operands, unknown) = (new List<string>(), new List<string>());
        for (var i = 1; i < words.Count && error.Length == 0; i++)
        {
            if (!words[i].StartsWith('-') || words[i].Length < 2) operands.Add(words[i]);
            else if (Name(words[i], out var inline) is not { } name) unknown.Add(words[i]);
            else error = Take(name, inline, words, ref i, options);
        }

        unknown.AddRange(operands.Skip(1));
        if (error.Length == 0 && unknown.Count > 0) error = "unrecognized arguments: " + string.Join(' ', unknown);
        if (error.Length > 0) error = $"{Usage}vllm serve: error: {error}\n";
        var model = operands.FirstOrDefault() ?? options.GetValueOrDefault("model")?[0] ?? "Qwen/Qwen3-0.6B";
        return error.Length > 0 ? null : new(options, model);
    }

    private static string? Name(string word, out string? inline)
    {
        var parts = word.Split('=', 2);
        inline = parts.Length > 1 ? parts[1] : null;
        // JSON options may be given field by field: --speculative-config.method
        var name = _short.GetValueOrDefault(parts[0]) ??
            (word.StartsWith("--", StringComparison.Ordinal) ? parts[0][2..].Split('.')[0].Replace('_', '-') : "");
        return _switches.Contains(name) || _values.Contains(name) || _integers.Contains(name) ? name : null;
    }

    private static string Take(
        string name, string? inline, IReadOnlyList<string> words, ref int i,
        Dictionary<string, IReadOnlyList<string>> options)
    {
        if (_switches.Contains(name))
        {
            options[name] = [];
            return inline is null ? "" : $"argument --{name}: ignored explicit argument '{inline}'";
        }

        var values = inline is null ? new List<string>() : [inline];
        // A name may be followed by several; every other option takes one.
        while (inline is null && (values.Count == 0 || name == "served-model-name")
            && i + 1 < words.Count && IsValue(words[i + 1]))
            values.Add(words[++i]);
        options[name] = values;
        return values.Count == 0
            ? $"argument {Spelled(name)}: expected at least one argument"
            : Check(name, values[^1]);
    }

    private static bool IsValue(string word) =>
        !word.StartsWith('-') || double.TryParse(word, CultureInfo.InvariantCulture, out _)
        || word.Contains(' ', StringComparison.Ordinal);

    private static string Check(string name, string value)
    {
        if (_integers.Contains(name) && !int.TryParse(value, CultureInfo.InvariantCulture, out _))
            return $"argument {Spelled(name)}: invalid int value: '{value}'";
        if (name == "gpu-memory-utilization" && !double.TryParse(value, CultureInfo.InvariantCulture, out _))
            return $"argument --{name}: invalid float value: '{value}'";
        var isForJson = name is "speculative-config" or "mm-processor-kwargs" or "limit-mm-per-prompt"
            or "override-generation-config";
        if (isForJson && value.StartsWith('{') && !IsJson(value))
            return $"argument {Spelled(name)}: Value {value} cannot be converted to <function loads>.";
        if (name != "max-model-len") return "";
        try
        {
            HumanInteger.Parse(value);
            return "";
        }
        catch (FormatException)
        {
            return $"argument --{name}: invalid human_readable_int_or_auto value: '{value}'";
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var _ = System.Text.Json.JsonDocument.Parse(text);
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static string Spelled(string name)
    {
        var letters = _short.FirstOrDefault(entry => entry.Value == name).Key;
        return letters is null ? "--" + name : $"--{name}/{letters}";
    }
}
