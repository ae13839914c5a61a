using System.Security.Cryptography;
using SparkControl.AudioProxy.Speakers;
using SparkControl.AudioProxy.Windows;
using SparkControl.Contracts;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>
/// Names what is made of a window by all that it depends on: the same file sent again finds it. Pure.
/// </summary>
/// <param name="content">SHA-256 of the recording's file.</param>
/// <param name="order">What is wanted.</param>
/// <param name="plan">How it is cut.</param>
/// <param name="settings">The models, and when two voices are one.</param>
internal sealed class WindowHash(string content, TranscriptOrder order, WindowPlan plan, TranscriptSettings settings)
{
    // Counted up when the same window comes to mean something else.
    private const int Version = 2;

    public string OfWords(AudioWindow window) => Hash("words", window, settings.TranscriptionModel, order.Language);

    /// <param name="window">The window.</param>
    /// <param name="memory">What the windows before it have left: its speakers have their names by that.</param>
    public string OfSpeakers(AudioWindow window, SpeakerMemory memory) => Hash(
        "speakers", window, settings.DiarizationModel, settings.VoiceThreshold, settings.VoiceMargin, memory);

    private string Hash(string kind, AudioWindow window, params object?[] more)
    {
        var all = Wire.Write(new { Version, kind, content, plan, window.Number, window.Start, window.End, more });
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(all)));
    }
}
