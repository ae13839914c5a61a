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
    public void A_reservation_ends_for_a_page_when_it_does_for_the_panel_whatever_the_clock_of_Redis_says()
    {
        var behind = Swaps.Given.Start.AddHours(-3).ToUnixTimeMilliseconds();
        var reservation =
            new Reservation("nightly", "0badc0de", behind + 60_000, null) { AcquiredAtMs = behind, HeldForMs = 60_000 };

        var json = PublicJson.Of(new(
            States.Reservation.Name, 7, Wire.Write(new Observed<Reservation>(7, Swaps.Given.Start, reservation)))).Json;
        var told = System.Text.Json.Nodes.JsonNode.Parse(json)!["value"]!;

        Assert.Equal(Swaps.Given.Start.AddMinutes(1).ToUnixTimeMilliseconds(), (long)told["expires_at_ms"]!);
        Assert.Equal(Swaps.Given.Start.ToUnixTimeMilliseconds(), (long)told["acquired_at_ms"]!);
        // One that an older version has written is as it was.
        Assert.Equal(
            reservation with { HeldForMs = null }, (reservation with { HeldForMs = null }).By(Swaps.Given.Start));
    }

    [Fact]
    public void Of_a_reservations_token_not_even_the_hash_is_told()
    {
        var swap = Swaps.Given.Swap(SwapPhase.Loading);
        swap = swap with { Run = swap.Run with { Pass = "0badc0de" } };
        var reservation = new Reservation("nightly", "0badc0de", 1, null);

        foreach (var name in new[] { States.Swap.Name, States.Failed.Name })
        {
            var told = PublicJson.Of(
                new(name, 7, Wire.Write(new Observed<SwapState>(7, Swaps.Given.Start, swap)))).Json;
            Assert.DoesNotContain("0badc0de", told, StringComparison.Ordinal);
            Assert.Equal(swap.Id, Wire.Read<Observed<SwapState>>(told).Value.Id);
        }

        var json = Wire.Write(new Observed<Reservation>(7, Swaps.Given.Start, reservation));
        Assert.Contains("nightly", PublicJson.Of(new(States.Reservation.Name, 7, json)).Json, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "0badc0de", PublicJson.Of(new(States.Reservation.Name, 7, json)).Json, StringComparison.Ordinal);
        var options = PublicJson.Restrict(new(Wire.Options));
        Assert.DoesNotContain(
            "0badc0de", System.Text.Json.JsonSerializer.Serialize(reservation, options), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "0badc0de", System.Text.Json.JsonSerializer.Serialize(swap, options), StringComparison.Ordinal);
    }
}
