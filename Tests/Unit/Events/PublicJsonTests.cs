using SparkControl.Contracts;
using SparkControl.ControlApi.Events;
using Xunit;

namespace SparkControl.Tests.Unit.Events;

public sealed class PublicJsonTests
{
    [Fact]
    public void What_a_driver_must_find_again_of_a_job_is_told_to_nobody()
    {
        var download = Downloads.Given.Planned();
        var json = Wire.Write(new Observed<DownloadState>(7, Downloads.Given.Start, download));

        var told = PublicJson.Of(new(States.Download("d-1").Name, 7, json)).Json;

        Assert.Contains("\"run\":", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"run\":", told, StringComparison.Ordinal);
        Assert.Equal(download.Files.Count, Wire.Read<Observed<DownloadState>>(told).Value.Files.Count);
        Assert.Equal(json, PublicJson.Of(new(States.Swap.Name, 7, json)).Json);
    }
}
