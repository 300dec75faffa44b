using System.Security;
using System.Text;

namespace NormTools.Reports;

/// <summary>Writes HTML that is XML too: every element is closed, and every text and attribute escaped.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder text = new StringBuilder();
    private readonly Stack<string> open = new Stack<string>();

    public override string ToString() => text.ToString();

    /// <summary>A text as markup shows it, whatever characters it has.</summary>
    public static string Escape(string value, bool keepsLines = false) => SecurityElement.Escape(Text.Shown(value, keepsLines));

    public HtmlText Open(string name, params (string Name, string Value)[] attributes)
    {
        Start(name, attributes).Append('>');
        open.Push(name);
        return this;
    }

    public HtmlText Close()
    {
        text.Append("</").Append(open.Pop()).AppendLine(">");
        return this;
    }

    /// <summary>An element that holds a text alone.</summary>
    public HtmlText Element(string name, string content, params (string Name, string Value)[] attributes)
    {
        Start(name, attributes).Append('>').Append(Escape(content)).Append("</").Append(name).AppendLine(">");
        return this;
    }

    /// <summary>An element that never has content, as br and img.</summary>
    public HtmlText Empty(string name, params (string Name, string Value)[] attributes)
    {
        Start(name, attributes).AppendLine("/>");
        return this;
    }

    public HtmlText Write(string value)
    {
        text.Append(Escape(value));
        return this;
    }

    /// <summary>Markup of our own.</summary>
    public HtmlText Raw(string markup)
    {
        text.AppendLine(markup);
        return this;
    }

    /// <summary>Lines as they are, in a box that the keyboard can scroll.</summary>
    public HtmlText Lines(string content, string label)
    {
        Start("pre", new[] { ("tabindex", "0"), ("role", "region"), ("aria-label", label) }).Append("><code>")
            .Append(Escape(content.Replace("\r\n", "\n"), keepsLines: true)).AppendLine("</code></pre>");
        return this;
    }

    private StringBuilder Start(string name, (string Name, string Value)[] attributes)
    {
        text.Append('<').Append(name);
        foreach ((string attribute, string value) in attributes)
        {
            text.Append(' ').Append(attribute).Append("=\"").Append(Escape(value)).Append('"');
        }

        return text;
    }
}
