using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SparkControl.Contracts;
using SparkControl.ServiceDefaults;
using StackExchange.Redis;
using Xunit;

namespace SparkControl.Tests.Unit.ServiceDefaults;

public sealed class FailureHandlerTests
{
    [Theory]
    [InlineData("""{"name":"a","max_model_len":"many"}""", "max_model_len")]
    [InlineData("""{"max_model_len":1}""", "name")]
    [InlineData("""{"name":null,"max_model_len":1}""", "name")]
    public void A_body_that_does_not_fit_names_the_field(string json, string field)
    {
        var failure = Assert.Throws<JsonException>(() => Wire.Read<Body>(json));

        Assert.Equal(field, FailureHandler.FieldOf(failure));
    }

    [Fact]
    public void A_body_that_is_no_json_names_no_field()
    {
        var failure = Assert.Throws<JsonException>(() => Wire.Read<Body>("nonsense"));

        Assert.Null(FailureHandler.FieldOf(failure));
    }

    [Fact]
    public void What_nobody_expected_shows_no_stack()
    {
        var problem = FailureHandler.ProblemOf(new InvalidOperationException("secret"), "00-1").ProblemDetails;

        Assert.Equal((500, "internal_error"), (problem.Status, problem.Extensions["code"]));
        Assert.DoesNotContain("secret", problem.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<Exception, bool> WhenRedisIsAway => new()
    {
        { new RedisException("gone"), true },
        { new RedisTimeoutException(CommandFlags.None, "slow", CommandStatus.WaitingToBeSent), true },
        { new RedisTimeoutException(CommandFlags.None, "slow", CommandStatus.Sent), false },
        { new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, "no", null, CommandStatus.Unknown), true },
        { new RedisConnectionException(
            ConnectionFailureType.SocketFailure, CommandFlags.None, "cut", null, CommandStatus.Sent), false }
    };

    [Theory]
    [MemberData(nameof(WhenRedisIsAway), DisableDiscoveryEnumeration = true)]
    public void A_redis_that_is_away_is_said_to_be_and_nothing_is_claimed_of_what_was_sent(
        Exception failure, bool isSafe)
    {
        var problem = FailureHandler.ProblemOf(failure, "").ProblemDetails;

        Assert.Equal("redis_away", problem.Extensions["code"]);
        Assert.Equal(isSafe, problem.Detail!.Contains("nothing was changed", StringComparison.Ordinal));
    }

    [Fact]
    public void What_redis_refuses_is_told_in_its_words() =>
        Assert.Contains(
            "MISCONF", FailureHandler.ProblemOf(new RedisServerException(default, CommandFlags.None, "MISCONF no disk"),
                "").ProblemDetails.Detail, StringComparison.Ordinal);

    [Fact]
    public void A_redis_that_reads_its_data_is_away_and_not_full()
    {
        var loading = new RedisServerException(
            default, CommandFlags.None, "LOADING Redis is loading the dataset in memory");

        var problem = FailureHandler.ProblemOf(loading, "").ProblemDetails;

        Assert.Equal((503, "redis_away"), (problem.Status, problem.Extensions["code"]));
        Assert.Contains("nothing was changed", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stored_value_that_cannot_be_read_is_not_the_callers_fault() =>
        Assert.Equal(500, FailureHandler.ProblemOf(new JsonException("state"), "").StatusCode);

    [Fact]
    public void A_body_that_is_too_large_keeps_its_status()
    {
        var failure = new BadHttpRequestException("Request body too large.", StatusCodes.Status413PayloadTooLarge);

        Assert.Equal(413, FailureHandler.ProblemOf(failure, "").StatusCode);
    }

    private sealed record Body(string Name, int MaxModelLen);
}
