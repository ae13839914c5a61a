namespace SparkControl.ControlApi.Settings;

/// <summary>What a value of a setting looks like in JSON.</summary>
internal enum SettingKind { Text, Number, Flag, List }
