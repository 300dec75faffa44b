using System.Management.Automation;
using System.Management.Automation.Language;

namespace NormTools.Commands;

/// <summary>Whether a command's input comes straight from a Select-Object that was to choose rows of a data set, as far as its
/// line shows: to Select-Object a data set is one object.</summary>
internal static class SelectPipeline
{
    private static readonly string[] Choosers = { "Select-Object", "select" };

    /// <summary>A warning; null where there is nothing to say.</summary>
    public static string? Before(InvocationInfo invocation)
    {
        if (invocation.PipelinePosition < 2)
        {
            return null;
        }

        Ast line = Parser.ParseInput(invocation.Line ?? string.Empty, out _, out _);
        foreach (PipelineAst pipeline in line.FindAll(part => part is PipelineAst, searchNestedScriptBlocks: true).Cast<PipelineAst>())
        {
            CommandAst[] commands = pipeline.PipelineElements.OfType<CommandAst>().ToArray();
            int own = Array.FindIndex(commands, command => command.GetCommandName() == invocation.InvocationName);
            if (own > 0 && Choosers.Contains(commands[own - 1].GetCommandName(), StringComparer.OrdinalIgnoreCase) && Chosen(commands[own - 1]) is string chosen)
            {
                return $"Select-Object {chosen} takes a data set for one object, and all of its rows came. Select-Dataset {chosen} takes rows, or $data[0..9].";
            }
        }

        return null;
    }

    // -First 10 or -Last 10; one of several data sets may well be meant by 1.
    private static string? Chosen(CommandAst command)
    {
        for (int i = 0; i < command.CommandElements.Count; i++)
        {
            if (command.CommandElements[i] is CommandParameterAst { ParameterName: var name } parameter
                && (IsStart("First", name) || IsStart("Last", name)))
            {
                string? number = (parameter.Argument ?? command.CommandElements.ElementAtOrDefault(i + 1))?.Extent.Text;
                return number is null or "1" ? null : $"-{(IsStart("First", name) ? "First" : "Last")} {number}";
            }
        }

        return null;
    }

    private static bool IsStart(string parameter, string given) => given.Length > 0 && parameter.StartsWith(given, StringComparison.OrdinalIgnoreCase);
}
