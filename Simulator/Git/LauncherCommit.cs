using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SparkControl.Simulator.Git;

/// <summary>One state of the launcher's files, by path, with the words under which it came about.</summary>
internal sealed record LauncherCommit(
    string? Parent, string Subject, DateTimeOffset At, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>40 hex digits.</summary>
    public string Id { get; } = Hash(Parent, Subject, At, Files);

    public string Author { get; init; } = "eugr";

    public string Short => Id[..7];

    private static string Hash(
        string? parent, string subject, DateTimeOffset at, IReadOnlyDictionary<string, string> files)
    {
        var text = new StringBuilder(parent).Append('\n').Append(subject).Append('\n')
            .Append(at.Ticks.ToString(CultureInfo.InvariantCulture));
        foreach (var (path, content) in files) text.Append('\n').Append(path).Append('\n').Append(content);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..40];
    }
}
