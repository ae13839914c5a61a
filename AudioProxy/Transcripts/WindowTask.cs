using SparkControl.AudioProxy.Speakers;
using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>One window on its way through both lanes. Its file goes when both have heard it.</summary>
/// <param name="window">The window, file and all.</param>
/// <param name="users">How many hear it.</param>
/// <param name="done">Called when its file is gone.</param>
internal sealed class WindowTask(AudioWindow window, int users, Action done)
{
    private int left = users;

    public AudioWindow Window => window;

    /// <summary>What was said, in the time of the recording.</summary>
    public TaskCompletionSource<HeardText> Words { get; } = New<HeardText>();

    /// <summary>Who spoke; null where nobody could tell.</summary>
    public TaskCompletionSource<SpeakerOutcome?> Speakers { get; } = New<SpeakerOutcome?>();

    /// <summary>As the problem of a window names it.</summary>
    public string Minutes => FormattableString.Invariant(
        $"minute {Math.Floor(window.StartSeconds / 60):0} to {Math.Ceiling(window.EndSeconds / 60):0}");

    /// <summary>One of its users has heard it, or will not.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref left) > 0) return;

        window.Delete();
        done();
    }

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
