namespace SparkControl.ControlApi.Catalog;

/// <summary>The files of the user's part of the catalog that a change is made in.</summary>
[Flags]
internal enum UserFiles
{
    Custom = 1,
    Overrides = 2,
    Both = Custom | Overrides
}
