using System.Management.Automation;
using System.Text.RegularExpressions;

namespace NormTools.Host;

/// <summary>Text and progress on one console: one line of progress that stays out of the text's way.</summary>
/// <remarks>Where errors go to a file, progress becomes a plain line now and then.</remarks>
internal sealed partial class ConsoleLines
{
    private static readonly TimeSpan Sparse = TimeSpan.FromSeconds(5);
    private readonly Lock gate = new();
    private DateTime lastProgress = DateTime.UtcNow;
    private int shown;

    public static bool Interactive => !Console.IsErrorRedirected && !Console.IsOutputRedirected;

    public static int Width => Console.IsOutputRedirected || Console.WindowWidth <= 0 ? 120 : Console.WindowWidth;

    public void Write(TextWriter writer, string text)
    {
        lock (gate)
        {
            ClearProgress();
            writer.Write(Interactive ? text : Colour().Replace(text, string.Empty));
        }
    }

    public void WriteProgress(ProgressRecord record)
    {
        lock (gate)
        {
            bool completed = record.RecordType == ProgressRecordType.Completed;
            if (Interactive)
            {
                string line = completed ? string.Empty : Describe(record);
                line = line[..Math.Min(line.Length, Width - 1)];
                Console.Error.Write("\r" + line.PadRight(shown));
                shown = Math.Max(shown, line.Length);
            }
            else if (!completed && DateTime.UtcNow - lastProgress > Sparse)
            {
                lastProgress = DateTime.UtcNow;
                Console.Error.WriteLine(Describe(record));
            }
        }
    }

    public void ClearProgress()
    {
        lock (gate)
        {
            if (shown > 0)
            {
                Console.Error.Write("\r" + new string(' ', shown) + "\r");
                shown = 0;
            }
        }
    }

    private static string Describe(ProgressRecord record)
    {
        string percent = record.PercentComplete < 0 ? string.Empty : $" {record.PercentComplete}%";
        string left = record.SecondsRemaining < 0 ? string.Empty : $", {record.SecondsRemaining} s left";
        return $"{record.Activity}{percent}: {record.StatusDescription}{left}";
    }

    [GeneratedRegex(@"\x1b\[[0-9;]*m")]
    private static partial Regex Colour();
}
