using System.Management.Automation;
using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NormTools.Help;

/// <summary>Writes an about_ topic as the plain text of 80 columns that Get-Help shows: its page, and behind it the pages
/// of the folder of its name (about_Losses: losses), a section each. A paragraph that is nothing but cmdlets, as `New-*Layer`,
/// becomes the list of them with what each is for.</summary>
internal static class TopicWriter
{
    private const int Width = 80;
    private const string Indent = "    ";

    public static string Write(string file, IReadOnlyList<Page> cmdlets)
    {
        StringBuilder text = new();
        text.Append("TOPIC\n").Append(Indent).Append(Path.GetFileNameWithoutExtension(file)).Append('\n');
        foreach (Block block in PageReader.Parse(file).Where(block => block is not HeadingBlock { Level: 1 }))
        {
            text.Append('\n').AppendJoin('\n', Lines(block, cmdlets)).Append('\n');
        }

        foreach (Block block in Parts(file).SelectMany(PageReader.Parse))
        {
            text.Append('\n').AppendJoin('\n', Lines(block, cmdlets)).Append('\n');
        }

        return text.ToString();
    }

    private static string[] Parts(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file)["about_".Length..].ToLowerInvariant();
        string folder = Path.Combine(Path.GetDirectoryName(file)!, name);
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.md").Order(StringComparer.OrdinalIgnoreCase)] : [];
    }

    private static IEnumerable<string> Lines(Block block, IReadOnlyList<Page> cmdlets) => block switch
    {
        HeadingBlock { Level: 1 } heading => [PlainText.Of(heading.Inline)],
        HeadingBlock { Level: 2 } heading => [PlainText.Of(heading.Inline).ToUpperInvariant()],
        HeadingBlock heading => ["  " + PlainText.Of(heading.Inline)],
        CodeBlock code => PlainText.Code(code).Split('\n').Select(line => (Indent + Indent + line).TrimEnd()),
        ListBlock => PlainText.Paragraphs(block).SelectMany(p => PlainText.Wrap(p, Width, Indent, Indent + "  ")),
        ParagraphBlock { Inline: { FirstChild: CodeInline { Content: string names, NextSibling: null } } } when names.Contains('*') =>
            cmdlets.Where(page => new WildcardPattern(names).IsMatch(page.Name)).OrderBy(page => page.Name, StringComparer.Ordinal)
                .SelectMany(page => PlainText.Wrap($"- {page.Name}: {page.Synopsis}", Width, Indent, Indent + "  ")),
        ParagraphBlock => PlainText.Paragraphs(block).SelectMany(p => PlainText.Wrap(p, Width, Indent, Indent)),
        _ => PlainText.Paragraphs(block).SelectMany(p => p.Split('\n')).Select(line => Indent + line),
    };
}
