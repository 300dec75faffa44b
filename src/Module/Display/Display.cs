using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace NormTools;

/// <summary>An object that is shown as text in the width of the console.</summary>
internal interface IDisplay
{
    /// <param name="width">The columns of the console; the last one stays free, because some hosts wrap the line
    /// there.</param>
    string ToDisplayString(int width);
}

/// <summary>An object with metrics that are shown one per line.</summary>
internal interface IMetricTexts
{
    /// <param name="what">"Name", or the part of the data whose values are wanted.</param>
    IEnumerable<string> MetricTexts(string what);
}

/// <summary>An object with a result that a table has a cell for.</summary>
internal interface IResultText
{
    string ResultText { get; }
}

/// <summary>What the views in the format files call.</summary>
public static class Display
{
    /// <summary>The width where the host does not say it.</summary>
    internal const int UsualWidth = 80;

    private const int LeastWidth = 40; // a redirected console may report less, which is too narrow for any table

    /// <summary>The text of an object, or one line for a copy that came from a job or a file.</summary>
    public static string Render(PSObject value, PSHost? host) => value.BaseObject is IDisplay display
        ? Text.Shown(display.ToDisplayString(WidthOf(host)), keepsLines: true)
        : Text.Line($"{value.TypeNames[0]}: {value}");

    /// <summary>A name or text from a file, made harmless to a terminal.</summary>
    public static string Shown(string text) => Text.Shown(text);

    /// <summary>A loss as in the display of a run, with the decimal mark of the session; empty for null.</summary>
    public static string Loss(double? value) =>
        value is null ? string.Empty : Text.Loss(value.Value, CultureInfo.CurrentCulture);

    /// <summary>A number with four digits and all of its whole part, as in the text of a test, with the decimal mark of the session; empty for
    /// null.</summary>
    public static string Short(object? value) => Unwrapped.Of(value) switch
    {
        null => string.Empty,
        double number => Text.Short(number, CultureInfo.CurrentCulture),
        var other => Convert.ToString(other, CultureInfo.CurrentCulture)!,
    };

    /// <summary>The metrics of an epoch, one per line: their names, or their values for Training or Validation. Empty
    /// for a copy that came from a job.</summary>
    public static string Metrics(PSObject epoch, string what) => epoch.BaseObject is IMetricTexts record
        ? string.Join(Environment.NewLine, record.MetricTexts(what))
        : string.Empty;

    /// <summary>The loss of a run's result and its first metric, of validation where there is one; empty before the first
    /// epoch.</summary>
    public static string Result(PSObject run) => run.BaseObject is IResultText itself ? itself.ResultText : string.Empty;

    /// <summary>The three columns with the largest weights in a principal component.</summary>
    public static string Loadings(IDictionary loading) => Text.Shown(string.Join(", ", loading.Cast<DictionaryEntry>()
        .OrderByDescending(entry => Math.Abs(Convert.ToDouble(entry.Value, CultureInfo.CurrentCulture))).Take(3)
        .Select(entry => $"{entry.Key} {entry.Value:0.00}")));

    /// <summary>A text in lines of so many columns.</summary>
    public static string Wrapped(string text, int width) =>
        string.Join(Environment.NewLine, WrappedText.Break(Text.Shown(text), 0, 0, width));

    /// <summary>A text in lines that are as long as the columns of the console behind those that are used, and 20 at least.</summary>
    public static string Rest(string? text, int used, PSHost? host) => Wrapped(text ?? string.Empty, Math.Max(WidthOf(host) - used - 1, 20));

    /// <summary>The options that tell a run from others, each in lines of so many columns.</summary>
    public static string Options(IDictionary option, int width) => string.Join(Environment.NewLine, option.Cast<DictionaryEntry>()
        .Select(entry => Wrapped($"{entry.Key} {Convert.ToString(entry.Value ?? "none", CultureInfo.InvariantCulture)}", width)));

    /// <summary>Names and values as in "Width 8, Rate 0.1", in lines of the columns that are left; none is broken between a name and its
    /// value.</summary>
    /// <param name="pairs">The names and values.</param>
    /// <param name="more">What follows them.</param>
    /// <param name="host">The host.</param>
    /// <param name="taken">The columns of the screen that others have.</param>
    public static string Pairs(IDictionary pairs, string more, PSHost? host, int taken)
    {
        IEnumerable<string> texts = pairs.Cast<DictionaryEntry>()
            .Select(pair => (pair.Key + " " + Convert.ToString(pair.Value ?? "none", CultureInfo.InvariantCulture)).Replace(' ', WrappedText.Joined));
        return string.Join(Environment.NewLine, WrappedText.Break(Text.Shown(string.Join(", ", texts) + more), 0, 0, WidthOf(host) - 1 - taken));
    }

    /// <summary>The columns of the host's screen; <see cref="UsualWidth"/> where it does not say.</summary>
    internal static int WidthOf(PSHost? host)
    {
        try
        {
            int width = host?.UI?.RawUI?.BufferSize.Width ?? 0;
            return width >= LeastWidth ? width : UsualWidth;
        }
        catch (Exception failure) when (failure is HostException or InvalidOperationException or NotImplementedException or IOException)
        {
            return UsualWidth; // the host has no screen
        }
    }
}
