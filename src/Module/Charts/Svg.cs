using System.Globalization;
using System.Security;
using System.Text;

namespace NormTools.Charts;

/// <summary>The text of an SVG picture, element by element. Names from files come into it as <see cref="Text"/> alone, which makes
/// them harmless.</summary>
internal sealed class Svg
{
    public const string Ink = "#333";
    public const string Faint = "#666";
    public const string Rule = "#999";
    public const string GridRule = "#e3e3e3";
    public const double FontSize = 13;

    private const double LetterWidth = 0.52; // of the font's size, of an average letter
    private const double BoldWidth = 0.62;

    private readonly StringBuilder content = new StringBuilder();

    private string? label; // the heading, for those who do not see the picture

    /// <summary>A space wide enough for a text.</summary>
    public static double WidthOf(string text, double size = FontSize) => LetterWidth * size * NormTools.Text.Width(NormTools.Text.Shown(text));

    /// <summary>A text of at most so many columns; a longer one loses its middle, since names differ at both ends.</summary>
    public static string Shorten(string text, int columns)
    {
        string shown = NormTools.Text.Shown(text);
        if (NormTools.Text.Width(shown) <= columns)
        {
            return shown;
        }

        int head = shown.Length, tail = 0;
        while (head > 0 && NormTools.Text.Width(shown.Substring(0, head)) > (columns - 1) - ((columns - 1) / 2))
        {
            head--;
        }

        while (tail < shown.Length - head && NormTools.Text.Width(shown.Substring(shown.Length - tail - 1)) <= (columns - 1) / 2)
        {
            tail++;
        }

        head -= head > 0 && char.IsHighSurrogate(shown[head - 1]) ? 1 : 0;
        tail -= tail > 0 && char.IsLowSurrogate(shown[shown.Length - tail]) ? 1 : 0;
        return shown.Substring(0, head) + "…" + shown.Substring(shown.Length - tail);
    }

    /// <summary>Names of at most so many columns that differ: where they would not, each has its number in front.</summary>
    public static string[] Shorten(string[] names, int columns)
    {
        string[] all = Array.ConvertAll(names, name => Shorten(name, columns));
        return all.Distinct().Count() == names.Distinct().Count() ? all
            : names.Select((name, i) => Shorten(FormattableString.Invariant($"{i}: {name}"), columns)).ToArray();
    }

    /// <summary>A text in lines of about so many columns.</summary>
    public static string[] Lines(string text, int columns) =>
        WrappedText.Break(NormTools.Text.Shown(text), 0, 0, columns).Select(line => Shorten(line, columns)).ToArray();

    /// <summary>A text. What is shortened has its whole text as a tooltip.</summary>
    public void Text(
        double x, double y, string text, string anchor = "start", string fill = Ink, double size = FontSize, bool isBold = false,
        double turn = 0, string? tooltip = null)
    {
        Append($"<text x=\"{x:0.##}\" y=\"{y:0.##}\"");
        content.Append(anchor == "start" ? string.Empty : $" text-anchor=\"{anchor}\"").Append(fill == Ink ? string.Empty : $" fill=\"{fill}\"");
        content.Append(size == FontSize ? string.Empty : Invariant($" font-size=\"{size:0.##}\"")).Append(isBold ? " font-weight=\"600\"" : string.Empty);
        content.Append(turn == 0 ? string.Empty : Invariant($" transform=\"rotate({turn} {x:0.##} {y:0.##})\"")).Append('>');
        content.Append(Tooltip(tooltip == text ? null : tooltip)).Append(Escape(text)).AppendLine("</text>");
    }

    public void Line(double x1, double y1, double x2, double y2, string stroke, double width = 1, string? dash = null) => content.AppendLine(
        Invariant($"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" stroke=\"{stroke}\"{Width(width)}{Dash(dash)}/>"));

    public void Box(double x, double y, double width, double height, string fill, string? stroke = null, string? tooltip = null)
    {
        Append($"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"{fill}\"");
        content.Append(stroke is null ? string.Empty : $" stroke=\"{stroke}\"");
        content.AppendLine(tooltip is null ? "/>" : $">{Tooltip(tooltip)}</rect>");
    }

    public void Path(string path, string stroke, double width, string? dash = null) => content.AppendLine(
        $"<path d=\"{path}\" fill=\"none\" stroke=\"{stroke}\"{Width(width)}{Dash(dash)} stroke-linejoin=\"round\" stroke-linecap=\"round\"/>");

    /// <summary>An area.</summary>
    public void Area(IEnumerable<(double X, double Y)> points, string fill, double opacity)
    {
        string corners = string.Join(" ", points.Select(point => Invariant($"{point.X:0.##},{point.Y:0.##}")));
        content.AppendLine(Invariant($"<polygon points=\"{corners}\" fill=\"{fill}\" fill-opacity=\"{opacity}\" stroke=\"none\"/>"));
    }

    public void Ring(double x, double y) =>
        content.AppendLine(Invariant($"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"6\" fill=\"none\" stroke=\"#111\" stroke-width=\"1.6\"/>"));

    /// <summary>One of five signs, filled or hollow.</summary>
    public void Sign(int number, bool isHollow, double x, double y, string color)
    {
        string look = $"fill=\"{(isHollow ? "#ffffff" : color)}\" stroke=\"{color}\" stroke-width=\"1.5\"/>";
        content.AppendLine((number % 5) switch
        {
            0 => Invariant($"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"3.5\" {look}"),
            1 => Invariant($"<rect x=\"{x - 3.5:0.##}\" y=\"{y - 3.5:0.##}\" width=\"7\" height=\"7\" {look}"),
            2 => Invariant($"<polygon points=\"{x:0.##},{y - 4.5:0.##} {x + 4.5:0.##},{y + 3.5:0.##} {x - 4.5:0.##},{y + 3.5:0.##}\" {look}"),
            3 => Invariant($"<polygon points=\"{x:0.##},{y - 5:0.##} {x + 5:0.##},{y:0.##} {x:0.##},{y + 5:0.##} {x - 5:0.##},{y:0.##}\" {look}"),
            _ => Invariant($"<polygon points=\"{x:0.##},{y + 4.5:0.##} {x + 4.5:0.##},{y - 3.5:0.##} {x - 4.5:0.##},{y - 3.5:0.##}\" {look}"),
        });
    }

    /// <summary>A picture of pixels as <see cref="PngImage"/> writes them.</summary>
    public void Image(double x, double y, double width, double height, byte[] png)
    {
        Append($"<image x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" preserveAspectRatio=\"none\" ");
        content.AppendLine($"style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>");
    }

    /// <summary>A heading in as many lines as it needs.</summary>
    /// <returns>Where its last line stands.</returns>
    public double Heading(double x, string title, double width)
    {
        const double Size = 17, Row = 22;
        label ??= title;
        string[] lines = Lines(title, (int)((width - x - 12) / (BoldWidth * Size)));
        for (int i = 0; i < lines.Length; i++)
        {
            Text(x, 28 + (i * Row), lines[i], size: Size, isBold: true);
        }

        return 28 + ((lines.Length - 1) * Row);
    }

    /// <summary>A note below a heading in as many lines as it needs.</summary>
    /// <returns>Where its last line stands.</returns>
    public double Note(double x, double y, string text, double width)
    {
        const double Row = 18, Letter = 1.1; // such lines are long: what letters differ in adds up
        string[] lines = Lines(text, (int)((width - x - 12) / (Letter * LetterWidth * FontSize)));
        for (int i = 0; i < lines.Length; i++)
        {
            Text(x, y + (i * Row), lines[i], fill: Faint);
        }

        return y + ((lines.Length - 1) * Row);
    }

    /// <summary>The whole picture, white behind everything.</summary>
    public string Finish(double width, double height)
    {
        string size = Invariant($"viewBox=\"0 0 {width:0.##} {height:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\"");
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" {size} font-family=\"Segoe UI, Helvetica, Arial, sans-serif\" "
            + $"font-size=\"{FontSize}\" fill=\"{Ink}\"{(label is null ? string.Empty : $" role=\"img\" aria-label=\"{Escape(label)}\"")}>{Environment.NewLine}"
            + Invariant($"<rect width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"#ffffff\"/>") + Environment.NewLine
            + content + "</svg>" + Environment.NewLine;
    }

    private static string Tooltip(string? text) => text is null ? string.Empty : $"<title>{Escape(text)}</title>";

    private static string Width(double width) => width == 1 ? string.Empty : Invariant($" stroke-width=\"{width}\"");

    private static string Dash(string? dash) => dash is null ? string.Empty : $" stroke-dasharray=\"{dash}\"";

    private static string Escape(string text) => SecurityElement.Escape(NormTools.Text.Shown(text));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Append(FormattableString text) => content.Append(Invariant(text));
}
