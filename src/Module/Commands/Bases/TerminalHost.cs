using System.Management.Automation;
using System.Management.Automation.Host;
using NormTools.Charts;

namespace NormTools.Commands;

/// <summary>What the session's host shows, and writing on it directly.</summary>
internal static class TerminalHost
{
    private const int MostRows = 18;
    private const int LeastRows = 6;
    private const int UsualRows = 14; // where the host does not say its height
    private const string Escape = "\u001b[";

    /// <param name="host">The host.</param>
    /// <param name="session">The session, whose $PSStyle says whether texts are coloured.</param>
    /// <param name="plots">How many plots are to fit below each other.</param>
    public static TerminalStyle Style(PSHost? host, SessionState session, int plots)
    {
        int height = Ask(() => host?.UI?.RawUI?.WindowSize.Height ?? 0, 0);
        int rows = height <= 0 ? UsualRows : (height / Math.Max(plots, 1)) - 6; // heading, legend, axis, prompt
        bool isDumb = Environment.GetEnvironmentVariable("TERM") == "dumb";
        bool hasColor = !isDumb && HasColor(host, session);
        return new TerminalStyle(Display.WidthOf(host) - 1, Math.Min(Math.Max(rows, LeastRows), MostRows), hasColor, !isDumb && HasUnicode(), hasColor && !Console.IsOutputRedirected && height > 0);
    }

    /// <summary>Writes lines over those that were written before.</summary>
    /// <param name="host">The host, which takes ANSI sequences.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="before">How many lines the last time were written, of which the cursor stands behind the last.</param>
    public static void Rewrite(PSHost host, IReadOnlyList<string> lines, int before)
    {
        string up = before == 0 ? string.Empty : FormattableString.Invariant($"{Escape}{before}A");
        string rest = string.Concat(Enumerable.Repeat($"{Escape}K\n", Math.Max(before - lines.Count, 0)));
        string back = before > lines.Count ? FormattableString.Invariant($"{Escape}{before - lines.Count}A") : string.Empty;
        host.UI.Write($"\r{up}{string.Concat(lines.Select(line => $"{line}{Escape}K\n"))}{rest}{back}");
    }

    // $PSStyle.OutputRendering where there is one: PlainText and Ansi are orders; Host leaves it to where the text goes.
    private static bool HasColor(PSHost? host, SessionState session)
    {
        string? rendering = session.PSVariable.GetValue("PSStyle") is object style
            ? Convert.ToString(PSObject.AsPSObject(style).Properties["OutputRendering"]?.Value)
            : null;
        return rendering == "Ansi" || (rendering != "PlainText" && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && !Console.IsOutputRedirected && Ask(() => host?.UI?.SupportsVirtualTerminal ?? false, false));
    }

    private static bool HasUnicode()
    {
        string? locale = new[] { "LC_ALL", "LC_CTYPE", "LANG" }.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return Ask(() => Console.OutputEncoding.WebName.StartsWith("utf", StringComparison.OrdinalIgnoreCase), false) && locale is not ("C" or "POSIX");
    }

    private static T Ask<T>(Func<T> question, T otherwise)
    {
        try
        {
            return question();
        }
        catch (Exception failure) when (failure is HostException or InvalidOperationException or NotImplementedException or IOException)
        {
            return otherwise; // the host has no screen
        }
    }
}
