using NormTools.Core.Memory;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class LinuxMemoryTests : IDisposable
{
    private const long Megabyte = 1 << 20;
    private readonly string root = Directory.CreateTempSubdirectory("NormTools-").FullName;

    [Fact]
    public void A_machine_that_says_nothing_limits_nothing() =>
        Assert.Equal(long.MaxValue, new LinuxMemory(root).Available());

    [Fact]
    public void The_rest_of_the_machine_is_left_a_sixteenth_of_what_is_free()
    {
        Write("proc/meminfo", "MemTotal: 99999 kB\nMemFree: 1 kB\nMemAvailable:   16384 kB\n");
        Assert.Equal(15 * Megabyte, new LinuxMemory(root).Available());
    }

    [Fact]
    public void What_the_process_holds_counts_against_its_own_limits()
    {
        Write("proc/self/status", "Name:\tpwsh\nVmSize:\t 1024 kB\nVmData:\t 512 kB\n");
        Write("proc/self/limits", Limits("unlimited", "unlimited"));
        Assert.Equal(long.MaxValue, new LinuxMemory(root).Available());
        Write("proc/self/limits", Limits("3145728", "unlimited"));
        Assert.Equal(2 * Megabyte, new LinuxMemory(root).Available());
        Write("proc/self/limits", Limits("3145728", "1048576"));
        Assert.Equal(Megabyte / 2, new LinuxMemory(root).Available());
        Write("proc/self/limits", Limits("1000", "unlimited"));
        Assert.Equal(0, new LinuxMemory(root).Available());
    }

    [Theory]
    [InlineData("0::/a/b\n", "a/b", "a", "memory.max", "memory.current", "inactive_file")]
    [InlineData("3:cpu:/x\n4:memory:/a/b\n", "memory/a/b", "memory/a", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")]
    public void A_control_group_and_those_above_it_limit_what_they_hold_less_what_the_kernel_takes_back(
        string own, string folder, string above, string limit, string used, string reclaimable)
    {
        Write("proc/self/cgroup", own);
        WriteGroup(folder, limit, "max", used, 5 * Megabyte, reclaimable, 0);
        Assert.Equal(long.MaxValue, new LinuxMemory(root).Available());
        WriteGroup(folder, limit, $"{9 * Megabyte}", used, 5 * Megabyte, reclaimable, 3 * Megabyte);
        Assert.Equal(7 * Megabyte, new LinuxMemory(root).Available());
        WriteGroup(above, limit, $"{20 * Megabyte}", used, 18 * Megabyte, reclaimable, 0);
        Assert.Equal(2 * Megabyte, new LinuxMemory(root).Available());
    }

    [Fact]
    public void A_path_of_the_world_outside_a_container_leads_to_the_group_that_is_seen_inside()
    {
        Write("proc/self/cgroup", "0::/docker/0123abc\n");
        WriteGroup(".", "memory.max", $"{4 * Megabyte}", "memory.current", Megabyte, "inactive_file", 0);
        Assert.Equal(3 * Megabyte, new LinuxMemory(root).Available());
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static string Limits(string space, string data) =>
        "Limit                     Soft Limit           Hard Limit           Units     \n"
        + $"Max data size             {data}            unlimited            bytes     \n"
        + $"Max address space         {space}            unlimited            bytes     \n";

    private void WriteGroup(
        string folder, string limit, string most, string used, long taken, string reclaimable, long inactive)
    {
        Write($"sys/fs/cgroup/{folder}/{limit}", most + "\n");
        Write($"sys/fs/cgroup/{folder}/{used}", $"{taken}\n");
        Write($"sys/fs/cgroup/{folder}/memory.stat", $"anon 1\n{reclaimable} {inactive}\n");
    }

    private void Write(string path, string text)
    {
        string file = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
