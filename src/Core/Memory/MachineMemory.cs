using System.Globalization;

namespace NormTools.Core.Memory;

/// <summary>How much memory the machine can still give.</summary>
/// <remarks>
/// Linux hands out more than it has and ends the process that uses it, so a large request is refused beforehand: the
/// user's session outlives it.
/// </remarks>
internal static class MachineMemory
{
    /// <summary>Bytes that this process can still take.</summary>
    public static long Available()
    {
        long limit = GC.GetGCMemoryInfo(GCKind.Any).TotalAvailableMemoryBytes;
        if (limit <= 0)
        {
            limit = long.MaxValue;
        }

        return OperatingSystem.IsLinux() ? Math.Min(limit, ReadAvailable()) : limit;
    }

    private static long ReadAvailable()
    {
        try
        {
            foreach (string line in File.ReadLines("/proc/meminfo"))
            {
                if (line.StartsWith("MemAvailable:", StringComparison.Ordinal))
                {
                    ReadOnlySpan<char> number = line.AsSpan("MemAvailable:".Length).Trim();
                    number = number[..number.IndexOf(' ')];
                    return long.Parse(number, CultureInfo.InvariantCulture) * 1024 / 16 * 15; // leave the rest of the machine some
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            return long.MaxValue; // nothing is known, so nothing is refused
        }

        return long.MaxValue;
    }
}
