using System.Text.RegularExpressions;

namespace SparkControl.Simulator.Git;

/// <summary>A file of git's settings, as it lies there.</summary>
internal sealed class GitConfig(string file)
{
    public string? Remote => Value("remote \"origin\"", "url");

    /// <summary>The branch follows one of the remote.</summary>
    public bool Tracks => Remote is not null && Value("branch \"main\"", "merge") is not null;

    public void Begin(string url) => File.WriteAllText(file,
        "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n" +
        $"[remote \"origin\"]\n\turl = {url}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n" +
        "[branch \"main\"]\n\tremote = origin\n\tmerge = refs/heads/main\n");

    /// <summary>The last value of a key; null when nothing says it.</summary>
    public string? Value(string section, string key) => Values(section, key).LastOrDefault();

    public IEnumerable<string> Values(string section, string key)
    {
        var here = "";
        foreach (var line in File.Exists(file) ? File.ReadAllLines(file) : [])
        {
            if (line.StartsWith('[')) here = line.Trim('[', ']', ' ');
            var parts = line.Split('=', 2);
            if (here == section && parts.Length == 2 && parts[0].Trim() == key) yield return parts[1].Trim();
        }
    }

    public void Add(string section, string key, string value) =>
        File.AppendAllText(file, $"[{section}]\n\t{key} = {value}\n");

    public void Remove(string section)
    {
        var pattern = $@"(?m)^\[{Regex.Escape(section)}\]\n(?:[^\[].*\n)*";
        File.WriteAllText(file, Regex.Replace(File.ReadAllText(file), pattern, ""));
    }
}
