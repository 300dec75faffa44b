using System.Globalization;
using System.Runtime.InteropServices;

namespace NormTools.Native;

/// <summary>Lets the core's own .NET runtime start where the address space of the process is limited (ulimit
/// -v).</summary>
/// <remarks>
/// A .NET runtime reserves far more addresses for its heap than it will use: half of the limit, of which PowerShell's
/// own runtime has already taken its share. So the core's runtime is told how much to reserve, in the only way possible
/// in a running process: by a variable of the native environment, which is set only during the start.
/// </remarks>
internal static class AddressSpace
{
    private const string Variable = "DOTNET_GCRegionRange";
    private const long Least = 64L << 20;
    private const long Most = 64L << 30;

    /// <summary>Makes the first call into the core, which starts its runtime.</summary>
    public static T Start<T>(Func<T> call)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux)
            || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable))
            || HeapRange(ReadLines("/proc/self/limits"), ReadLines("/proc/self/status")) is not long range)
        {
            return call();
        }

        _ = SetVariable(Variable, range.ToString("x", CultureInfo.InvariantCulture), 1);
        try
        {
            return call();
        }
        finally
        {
            _ = RemoveVariable(Variable);
        }
    }

    /// <summary>The bytes that the core's heap may reserve: a quarter of what is left, or null where nothing limits
    /// it.</summary>
    /// <param name="limits">The lines of /proc/self/limits.</param>
    /// <param name="status">The lines of /proc/self/status.</param>
    public static long? HeapRange(string[] limits, string[] status) =>
        Number(limits, "Max address space") is long limit && Number(status, "VmSize:") is long kilobytes
            ? Math.Min(Math.Max((limit - (kilobytes << 10)) / 4 / Least * Least, Least), Most)
            : (long?)null;

    // The first number after a line's name; null where there is a word ("unlimited") or no such line.
    private static long? Number(string[] lines, string name)
    {
        string? line = Array.Find(lines, text => text.StartsWith(name, StringComparison.Ordinal));
        string first = line?.Substring(name.Length).Trim().Split(' ')[0] ?? string.Empty;
        return long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : (long?)null;
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Array.Empty<string>();
        }
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int SetVariable(string name, string value, int overwrite);

    [DllImport("libc", EntryPoint = "unsetenv", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int RemoveVariable(string name);
}
