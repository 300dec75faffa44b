using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NormTools.Help;

/// <summary>Reads a page: `# Name`, then the sections that Get-Help knows; CONTRIBUTING.md shows the form.</summary>
internal sealed class PageReader
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().Build();
    private readonly Page page;
    private string section = string.Empty;

    private PageReader(string file)
    {
        page = new Page(file, Path.GetFileNameWithoutExtension(file));
    }

    public static Page Read(string file)
    {
        PageReader reader = new(file);
        foreach (Block block in Parse(file))
        {
            reader.Add(block);
        }

        return reader.Complete();
    }

    public static MarkdownDocument Parse(string file) => Markdown.Parse(File.ReadAllText(file), Pipeline);

    private void Add(Block block)
    {
        switch (block)
        {
            case HeadingBlock { Level: 1 } heading:
                string title = PlainText.Of(heading.Inline);
                Require(title == page.Name, block.Line, $"The title must be the name of the file, '{page.Name}'.");
                break;
            case HeadingBlock { Level: 2 } heading:
                section = PlainText.Of(heading.Inline);
                break;
            case HeadingBlock { Level: 3 } heading:
                AddEntry(heading, PlainText.Of(heading.Inline));
                break;
            default:
                AddText(block);
                break;
        }
    }

    private void AddEntry(HeadingBlock heading, string title)
    {
        switch (section)
        {
            case "PARAMETERS":
                Require(title.StartsWith('-'), heading.Line, $"A parameter's heading is '### -Name', not '{title}'.");
                page.Parameters.Add(new PageParameter(title[1..], heading.Line + 1, []));
                break;
            case "EXAMPLES":
                page.Examples.Add(new PageExample(title, heading.Line + 1, []));
                break;
            default:
                throw Wrong(heading.Line, $"The section '{section}' has no entries of its own: '{title}' was found.");
        }
    }

    private void AddText(Block block)
    {
        switch (section)
        {
            case "SYNOPSIS":
                page.Synopsis = string.Join(' ', PlainText.Paragraphs(block).Prepend(page.Synopsis)).Trim();
                break;
            case "DESCRIPTION":
                page.Description.AddRange(PlainText.Paragraphs(block));
                break;
            case "PARAMETERS":
                if (page.Parameters.Count == 0)
                {
                    page.SharedWith = (block as LeafBlock)?.Inline?.Descendants<LinkInline>().FirstOrDefault()?.FirstChild?.ToString()
                        ?? throw Wrong(block.Line, "Text before the first '### -Name' links to the page that describes the other parameters.");
                    break;
                }

                page.Parameters[^1].Text.AddRange(PlainText.Paragraphs(block));
                break;
            case "EXAMPLES":
                Require(page.Examples.Count > 0, block.Line, "Text came before the first '### title'.");
                AddToExample(page.Examples[^1], block);
                break;
            case "INPUTS":
                page.Inputs.AddRange(PlainText.Paragraphs(block));
                break;
            case "OUTPUTS":
                page.Outputs.AddRange(PlainText.Paragraphs(block));
                break;
            case "NOTES":
                page.Notes.AddRange(PlainText.Paragraphs(block));
                break;
            case "RELATED LINKS":
                page.Links.AddRange(block.Descendants<LinkInline>().Select(Link));
                break;
            default:
                throw Wrong(block.Line, $"'{section}' is not a section of a page.");
        }
    }

    /// <summary>The first fence is the example; what follows is what one sees and should know.</summary>
    private static void AddToExample(PageExample example, Block block)
    {
        if (block is FencedCodeBlock code && example.Code.Length == 0)
        {
            example.Code = PlainText.Code(code);
        }
        else
        {
            example.Text.AddRange(PlainText.Paragraphs(block));
        }
    }

    private static PageLink Link(LinkInline link) =>
        new(string.Concat(link.Select(i => i.ToString())), PlainText.IsAddress(link.Url) ? link.Url! : string.Empty);

    private Page Complete()
    {
        Require(page.Synopsis.Length > 0, 0, "The section SYNOPSIS is missing or empty.");
        Require(page.Description.Count > 0, 0, "The section DESCRIPTION is missing or empty.");
        Require(page.Examples.Count > 0, 0, "The section EXAMPLES is missing or empty.");
        foreach (PageExample example in page.Examples)
        {
            Require(example.Code.Length > 0, example.Line - 1, $"The example '{example.Title}' has no code fence.");
        }

        return page;
    }

    private void Require(bool condition, int line, string message)
    {
        if (!condition)
        {
            throw Wrong(line, message);
        }
    }

    /// <param name="line">Counted from zero, as the parser does.</param>
    private PageException Wrong(int line, string message) => new(page.File, line + 1, message);
}
