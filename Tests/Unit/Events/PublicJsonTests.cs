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

    [Fact]
    public void Of_a_reservations_token_not_even_the_hash_is_told()
    {
        var swap = Swaps.Given.Swap(SwapPhase.Loading);
        swap = swap with { Run = swap.Run with { Pass = "0badc0de" } };
        var reservation = new Reservation("nightly", "0badc0de", 1, null);

        foreach (var name in new[] { States.Swap.Name, States.Failed.Name })
        {
            var told = PublicJson.Of(new(name, 7, Wire.Write(new Observed<SwapState>(7, Swaps.Given.Start, swap)))).Json;
            Assert.DoesNotContain("0badc0de", told, StringComparison.Ordinal);
            Assert.Equal(swap.Id, Wire.Read<Observed<SwapState>>(told).Value.Id);
        }

        var json = Wire.Write(new Observed<Reservation>(7, Swaps.Given.Start, reservation));
        Assert.Contains("nightly", PublicJson.Of(new(States.Reservation.Name, 7, json)).Json, StringComparison.Ordinal);
        Assert.DoesNotContain("0badc0de", PublicJson.Of(new(States.Reservation.Name, 7, json)).Json, StringComparison.Ordinal);
        var options = PublicJson.Restrict(new(Wire.Options));
        Assert.DoesNotContain("0badc0de", System.Text.Json.JsonSerializer.Serialize(reservation, options), StringComparison.Ordinal);
        Assert.DoesNotContain("0badc0de", System.Text.Json.JsonSerializer.Serialize(swap, options), StringComparison.Ordinal);
    }
}
