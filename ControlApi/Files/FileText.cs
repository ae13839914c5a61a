namespace SparkControl.ControlApi.Files;

/// <summary>A file and what is to stand in it.</summary>
internal readonly record struct FileText(string Path, string Text);
