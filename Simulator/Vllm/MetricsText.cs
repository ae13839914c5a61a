using System.Globalization;
using System.Text;

namespace SparkControl.Simulator.Vllm;

/// <summary>Writes metrics as prometheus_client does, with the series that tells since when each counts.</summary>
internal sealed class MetricsText(string model, DateTimeOffset created)
{
    private readonly StringBuilder _text = new();
    private readonly string _created = (created.ToUnixTimeMilliseconds() / 1000.0)
        .ToString("0.0##", CultureInfo.InvariantCulture);

    public void Gauge(string name, double value) => Add(name, "gauge", $"{name}{Labels()} {Number(value)}");

    public void Counter(string name, double value, string label = "")
    {
        Add(name, "counter", $"{name}{Labels(label)} {Number(value)}");
        AddCreated(name.Replace("_total", "_created", StringComparison.Ordinal), label);
    }

    public void Histogram(string name, MetricHistogram seen)
    {
        string[] lines =
        [
            .. seen.Bounds.Zip(seen.Below).Select(bucket => Bucket(name, Number(bucket.First), bucket.Second)),
            Bucket(name, "+Inf", seen.Count),
            $"{name}_sum{Labels()} {Number(seen.Sum)}",
            $"{name}_count{Labels()} {Number(seen.Count)}"
        ];
        Add(name, "histogram", string.Join('\n', lines));
        AddCreated(name + "_created");
    }

    public void Information(string name, string labels) => Add(name, "gauge", $"{name}{{{labels},engine=\"0\"}} 1.0");

    public override string ToString() => _text.ToString();

    private static string Number(double value) => value.ToString("0.0###########", CultureInfo.InvariantCulture);

    private string Bucket(string name, string bound, double count) =>
        $"{name}_bucket{{engine=\"0\",le=\"{bound}\",model_name=\"{model}\"}} {Number(count)}";

    private string Labels(string label = "") => $"{{engine=\"0\",{label}model_name=\"{model}\"}}";

    private void Add(string name, string type, string lines) => _text.Append(
        CultureInfo.InvariantCulture, $"# HELP {name} {name[5..]}\n# TYPE {name} {type}\n{lines}\n");

    private void AddCreated(string name, string label = "") => Add(name, "gauge", $"{name}{Labels(label)} {_created}");
}
