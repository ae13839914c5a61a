using SparkControl.Contracts;
using SparkControl.ControlApi.Connectivity;
using Xunit;

namespace SparkControl.Tests.Unit.Connectivity;

public sealed class ConnectivityCsvTests
{
    [Theory]
    [InlineData("timed out", "timed out")]
    [InlineData("503, again in 4 s", "\"503, again in 4 s\"")]
    [InlineData("said \"no\"", "\"said \"\"no\"\"\"")]
    [InlineData("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"")]
    [InlineData("-1+1", "'-1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    public void What_a_stranger_wrote_stays_text(string error, string cell)
    {
        var entry = new ConnectivityEntry
        {
            Id = "r-1",
            At = new(2026, 11, 24, 12, 0, 0, 5, TimeSpan.FromHours(1)),
            Kind = ConnectivityKind.Report,
            Service = "parakeet",
            Ok = false,
            Source = "app",
            Error = error,
            Ms = 900.5,
            Count = 3
        };

        var rows = ConnectivityCsv.Of([entry]).Split("\r\n");

        Assert.Equal("id,at,kind,service,node,from,to,planned,ok,source,error,ms,count,evidence", rows[0]);
        Assert.Equal($"r-1,2026-11-24T11:00:00.005Z,report,parakeet,,,,false,false,app,{cell},900.5,3,", rows[1]);
    }
}
