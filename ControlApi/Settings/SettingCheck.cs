namespace SparkControl.ControlApi.Settings;

/// <summary>Looks at one value that is not blank.</summary>
internal delegate CheckedValue SettingCheck(string value);

/// <summary>A value as it is kept, or what is wrong with it.</summary>
internal readonly record struct CheckedValue(string? Value, string? Problem);

/// <summary>The values of a setting (one, except in a list), or what is wrong with them.</summary>
internal readonly record struct CheckedValues(IReadOnlyList<string> Values, string? Problem);
