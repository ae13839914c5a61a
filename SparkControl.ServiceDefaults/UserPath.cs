namespace SparkControl.ServiceDefaults;

/// <summary>Paths as their owner writes them in the environment, where no shell has looked at them.</summary>
public static class UserPath
{
    /// <summary>The whole path; <c>~/</c> is the home of the user that this process runs as.</summary>
    public static string Full(string path) => path.Trim() is ['~', '/', .. var below]
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), below)
        : Path.GetFullPath(path.Trim());
}
