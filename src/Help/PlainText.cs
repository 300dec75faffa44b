using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NormTools.Help;

/// <summary>Markdown as the plain text that a console shows.</summary>
internal static class PlainText
{
    /// <summary>One paragraph, list item, code block or table each.</summary>
    public static IEnumerable<string> Paragraphs(Block block) => block switch
    {
        ParagraphBlock paragraph => [Of(paragraph.Inline)],
        CodeBlock code => [Code(code)],
        Table table => [Columns(table)],
        ListBlock list => list.Cast<ListItemBlock>().Select((item, i) => Bullet(list, i) + Joined(item)),
        ContainerBlock container => container.SelectMany(Paragraphs),
        _ => [],
    };

    public static string Code(CodeBlock block) => block.Lines.ToString();

    public static string Of(ContainerInline? inlines)
    {
        StringBuilder text = new();
        foreach (Inline inline in inlines ?? Enumerable.Empty<Inline>())
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                LineBreakInline => " ",
                LinkInline link when IsAddress(link.Url) && Of(link) != link.Url => $"{Of(link)} ({link.Url})",
                AutolinkInline link => link.Url,
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                ContainerInline container => Of(container),
                _ => string.Empty,
            });
        }

        return text.ToString();
    }

    /// <summary>A neighbouring page is reached by its name in a console, so only real addresses are shown.</summary>
    public static bool IsAddress(string? url) => url is not null && url.Contains("://", StringComparison.Ordinal);

    /// <summary>Breaks a paragraph into lines of at most <paramref name="width"/> characters.</summary>
    public static IEnumerable<string> Wrap(string paragraph, int width, string indent, string hanging)
    {
        string line = indent;
        bool empty = true;
        foreach (string word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!empty && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = hanging;
                empty = true;
            }

            line += empty ? word : " " + word;
            empty = false;
        }

        yield return line;
    }

    private static string Joined(ListItemBlock item) => string.Join(' ', item.SelectMany(Paragraphs));

    private static string Bullet(ListBlock list, int index) => list.IsOrdered ? $"{index + 1}. " : "- ";

    private static string Columns(Table table)
    {
        string[][] cells = [.. table.Cast<TableRow>().Select(
            row => row.Cast<TableCell>().Select(cell => string.Join(' ', cell.SelectMany(Paragraphs))).ToArray())];
        int[] widths = [.. cells[0].Select((_, i) => cells.Max(row => row.ElementAtOrDefault(i)?.Length ?? 0))];
        string Row(string[] row) => string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd();
        string[] rule = [.. widths.Select(width => new string('-', width))];
        return string.Join('\n', [Row(cells[0]), Row(rule), .. cells.Skip(1).Select(Row)]);
    }
}
