namespace NormTools.Run;

/// <summary>How a program ended, in words.</summary>
internal static class Ending
{
    private const int SignalBase = 128;

    /// <summary>The exit code, and the signal where it stands for one: .NET reports signal n as 128 + n.</summary>
    public static string Describe(int exitCode)
    {
        string? signal = OperatingSystem.IsWindows() ? null : (exitCode - SignalBase) switch
        {
            1 => "SIGHUP",
            2 => "SIGINT",
            3 => "SIGQUIT",
            4 => "SIGILL",
            6 => "SIGABRT",
            7 => "SIGBUS",
            8 => "SIGFPE",
            9 => "SIGKILL: perhaps for want of memory",
            11 => "SIGSEGV",
            13 => "SIGPIPE",
            15 => "SIGTERM",
            > 0 and < 65 => $"signal {exitCode - SignalBase}",
            _ => null,
        };
        return signal is null ? $"exit code {exitCode}" : $"exit code {exitCode} ({signal})";
    }
}
