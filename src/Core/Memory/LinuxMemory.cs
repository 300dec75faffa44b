using System.Globalization;

namespace NormTools.Core.Memory;

/// <summary>The memory that a process on Linux can still take: the least of what the machine has available, what its
/// control groups leave, and what its own limits leave.</summary>
/// <param name="root">The folder of /proc and /sys: "/", or one made by a test.</param>
internal sealed class LinuxMemory(string root)
{
    /// <summary>Bytes left; a limit that cannot be read does not count.</summary>
    public long Available()
    {
        long[] left = [Machine(), Groups(), Limit("Max address space", "VmSize:"), Limit("Max data size", "VmData:")];
        return Math.Max(left.Min(), 0);
    }

    private long Machine() => // less a share for the rest of the machine
        Number("proc/meminfo", "MemAvailable:") is long kilobytes ? kilobytes * 1024 / 16 * 15 : long.MaxValue;

    private long Limit(string limit, string used) =>
        Number("proc/self/limits", limit) is long most && Number("proc/self/status", used) is long kilobytes
            ? most - (kilobytes * 1024)
            : long.MaxValue;

    // A group is also limited by its ancestors. Inside a container the path may be the host's.
    private long Groups()
    {
        long left = long.MaxValue;
        foreach (string line in Lines("proc/self/cgroup"))
        {
            string[] parts = line.Split(':', 3); // 0::/user.slice or 4:memory:/docker/...
            bool isSecond = parts is ["0", "", _];
            if (!isSecond && (parts.Length < 3 || !parts[1].Split(',').Contains("memory")))
            {
                continue;
            }

            string top = isSecond ? "sys/fs/cgroup" : "sys/fs/cgroup/memory";
            string path = parts[2].Trim('/');
            while (true)
            {
                string folder = path.Length == 0 ? top : top + "/" + path;
                left = Math.Min(left, isSecond
                    ? Group(folder, "memory.max", "memory.current", "inactive_file")
                    : Group(folder, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"));
                if (path.Length == 0)
                {
                    break;
                }

                path = path[..Math.Max(path.LastIndexOf('/'), 0)];
            }
        }

        return left;
    }

    // The kernel reclaims inactive file pages before it kills a process, so they count as free.
    private long Group(string folder, string limit, string used, string reclaimable) =>
        Number(folder + "/" + limit, string.Empty) is long most && Number(folder + "/" + used, string.Empty) is long taken
            ? most - Math.Max(taken - (Number(folder + "/memory.stat", reclaimable) ?? 0), 0)
            : long.MaxValue;

    // The first number after a name; null where there is none (as for "max" or "unlimited").
    private long? Number(string file, string name)
    {
        foreach (string line in Lines(file))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                string first = line[name.Length..].Trim().Split(' ')[0];
                return long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                    ? number
                    : null;
            }
        }

        return null;
    }

    private string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(root, file));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
