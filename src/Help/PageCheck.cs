using System.Management.Automation.Language;

namespace NormTools.Help;

/// <summary>Holds a page against its cmdlet, and its examples against all cmdlets.</summary>
internal static class PageCheck
{
    public static IEnumerable<PageException> Check(
        Page page, CmdletDescription cmdlet, IReadOnlyDictionary<string, CmdletDescription> all)
    {
        string[] known = [.. cmdlet.Parameters.Select(p => p.Name).Where(name => !CmdletDescription.IsSafety(name))];
        foreach (PageParameter parameter in page.Parameters.Where(p => !known.Contains(p.Name, StringComparer.Ordinal)))
        {
            string message = $"{page.Name} has no parameter -{parameter.Name}. It has: {string.Join(", ", known)}.";
            yield return new(page.File, parameter.Line, message);
        }

        foreach (PageParameter parameter in page.Parameters.Where(p => p.Text.Count == 0))
        {
            yield return new(page.File, parameter.Line, $"-{parameter.Name} of {page.Name} is not described.");
        }

        foreach (PageParameter parameter in page.Parameters.GroupBy(p => p.Name).SelectMany(g => g.Skip(1)))
        {
            yield return new(page.File, parameter.Line, $"-{parameter.Name} of {page.Name} is described twice.");
        }

        foreach (string name in known.Except(page.Parameters.Select(p => p.Name)))
        {
            yield return new(page.File, 1, $"The parameter -{name} of {page.Name} is missing from the page.");
        }

        foreach (PageException problem in page.Examples.SelectMany(e => CheckExample(page, e, all)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<PageException> CheckExample(
        Page page, PageExample example, IReadOnlyDictionary<string, CmdletDescription> all)
    {
        string place = $"The example '{example.Title}' of {page.Name}";
        ScriptBlockAst script = Parser.ParseInput(example.Code, out _, out ParseError[] errors);
        foreach (ParseError error in errors)
        {
            yield return new(page.File, example.Line, $"{place} is not PowerShell: {error.Message}");
        }

        foreach (CommandAst command in script.FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true))
        {
            if (!all.TryGetValue(command.GetCommandName() ?? string.Empty, out CmdletDescription? cmdlet))
            {
                continue;
            }

            foreach (CommandParameterAst used in command.CommandElements.OfType<CommandParameterAst>())
            {
                if (!cmdlet.Takes(used.ParameterName))
                {
                    string message = $"{place} uses -{used.ParameterName}, which {cmdlet.Name} does not have.";
                    yield return new(page.File, example.Line, message);
                }
            }
        }
    }
}
