using System.Diagnostics;
using System.Globalization;

namespace NormTools;

/// <summary>Tells a process from a later one of the same number.</summary>
internal static class ProcessMark
{
    private const string Boot = "/proc/sys/kernel/random/boot_id";

    /// <summary>This process' number.</summary>
    public static int Own { get; } = OwnId();

    /// <summary>The machine, and where it says so which of its starts.</summary>
    public static string Machine { get; } = Environment.MachineName + (File.Exists(Boot) ? "/" + File.ReadAllText(Boot).Trim() : string.Empty);

    /// <summary>When a process of this machine began, in whatever unit the system has; null where there is none, or it has ended and its parent
    /// only has not noticed yet.</summary>
    public static string? Of(int process) => File.Exists("/proc/self/stat") ? OfLinux(process) : OfOthers(process);

    private static string? OfLinux(int process)
    {
        try
        {
            string text = File.ReadAllText(FormattableString.Invariant($"/proc/{process}/stat"));
            string[] fields = text.Substring(text.LastIndexOf(')') + 2).Split(' '); // the name before may have blanks
            return fields[0] is "Z" or "X" ? null : fields[19];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static string? OfOthers(int process)
    {
        try
        {
            using Process found = Process.GetProcessById(process);
            return found.HasExited ? null : found.StartTime.ToUniversalTime().ToString("s", CultureInfo.InvariantCulture);
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException)
        {
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return string.Empty; // somebody else's: it is there, and that is all we may know
        }
    }

    private static int OwnId()
    {
        using Process self = Process.GetCurrentProcess();
        return self.Id;
    }
}
