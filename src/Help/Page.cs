namespace NormTools.Help;

/// <summary>What a page of docs/en-US says of one cmdlet; everything else is taken from the cmdlet itself.</summary>
internal sealed record Page(string File, string Name)
{
    public string Synopsis { get; set; } = string.Empty;

    public List<string> Description { get; } = [];

    public List<PageParameter> Parameters { get; } = [];

    /// <summary>The page that describes the parameters which both cmdlets have from one base; null for none.</summary>
    public string? SharedWith { get; set; }

    public List<PageExample> Examples { get; } = [];

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    public List<string> Notes { get; } = [];

    public List<PageLink> Links { get; } = [];
}

internal sealed record PageParameter(string Name, int Line, List<string> Text);

internal sealed record PageExample(string Title, int Line, List<string> Text)
{
    public string Code { get; set; } = string.Empty;
}

internal sealed record PageLink(string Text, string Address);

/// <summary>A mistake in a page, in the form that build tools show as an error with its place.</summary>
internal sealed class PageException(string file, int line, string message) : Exception(message)
{
    public override string ToString() => $"{file}({line}): error HELP: {Message}";
}
