using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Jobs;

internal static class JobServices
{
    public static IServiceCollection AddJobs(this IServiceCollection services) => services
        .AddSingleton<JobDesk>()
        .AddSingleton<JobCancels>()
        .AddSingleton<OpenJobs>()
        .AddSingleton<LostJobs>()
        .AddSingleton<JobFollower>()
        .AddSingleton<JobStream>()
        .AddSingleton<JobWork>();
}
