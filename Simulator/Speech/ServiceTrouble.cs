namespace SparkControl.Simulator.Speech;

/// <summary>What can be made to go wrong with a speech service.</summary>
public enum ServiceTrouble
{
    /// <summary>It takes connections and answers none, for a moment.</summary>
    Blip,

    /// <summary>Its GPU works for somebody: /health hangs meanwhile, and audio is refused.</summary>
    Busy,

    /// <summary>Every request for the GPU fails with a CUDA error until the process is started anew.</summary>
    Wedged,

    /// <summary>As <see cref="Wedged"/>, and a restart does not help: the driver is broken.</summary>
    WedgedForGood,

    /// <summary>The process is killed; docker starts it again.</summary>
    Killed,

    /// <summary>The kernel kills the process: OOMKilled until docker has started it again.</summary>
    OutOfMemory,

    /// <summary>The process ends soon after each start.</summary>
    CrashLoop,

    /// <summary>Magpie: its cache belongs to root, and each start ends there until somebody gives it away.</summary>
    CacheNotWritable,

    /// <summary>Parakeet: the container was made anew, without what finds speakers.</summary>
    Unpatched
}
