using Xunit;

namespace SparkControl.Tests.Integration.Launcher;

public sealed class EraATests
{
    public static TheoryData<string> Scenes => [.. Scene.Of("a").Select(scene => scene.Name)];

    [Theory]
    [MemberData(nameof(Scenes))]
    public Task The_launcher_of_era_A_says_returns_and_leaves_what_was_recorded(string scene) =>
        ScenePlayer.PlayAsync("a", scene);
}
