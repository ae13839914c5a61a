using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Settings;
using SparkControl.ServiceDefaults;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Cluster;

internal static class ClusterServices
{
    /// <summary>The duty of changing the cluster.</summary>
    public const string Duty = "cluster";

    public static IServiceCollection AddCluster(this IServiceCollection services) => services
        .AddSingleton(s => new SparkShells(
            s.GetRequiredService<SettingsStore>().KeyPair.PrivateKeyFile,
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILoggerFactory>()))
        .AddSingleton(s => new LeaseKeeper(
            s.GetRequiredService<RedisLink>(), Duty, s.GetRequiredService<InstanceName>().Id,
            s.GetRequiredService<LeaseTimes>(), s.GetRequiredService<TimeProvider>()))
        .AddSingleton<DriverNotice>()
        .AddSingleton<ClusterNodes>()
        .AddSingleton<ClusterScan>()
        .AddSingleton<WorkBeside>()
        .AddHostedService<SharedFiles>()
        .AddHostedService<ShellFollower>()
        .AddHostedService<ClusterDriver>();
}
