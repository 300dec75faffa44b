using System.Diagnostics;
using System.Globalization;

namespace NormTools.Fuzz;

/// <summary>The memory of this process, and its peak since the last question where the system can tell.</summary>
internal static class Memory
{
    private const string Status = "/proc/self/status";

    /// <summary>Begins anew, and gives what is in use.</summary>
    public static long Restart()
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                File.WriteAllText("/proc/self/clear_refs", "5");
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // The peak is that of the whole process then, which hides small ones behind it.
            }

            return Entry("VmRSS:");
        }

        return Peak();
    }

    public static long Peak()
    {
        if (OperatingSystem.IsLinux())
        {
            return Entry("VmHWM:");
        }

        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static long Entry(string name)
    {
        string line = File.ReadLines(Status).First(line => line.StartsWith(name, StringComparison.Ordinal));
        string kilobytes = line[name.Length..].Replace("kB", string.Empty, StringComparison.Ordinal);
        return long.Parse(kilobytes, CultureInfo.InvariantCulture) << 10;
    }
}
