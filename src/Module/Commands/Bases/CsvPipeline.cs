using System.Management.Automation;
using System.Management.Automation.Language;

namespace NormTools.Commands;

/// <summary>Whether what a command writes goes straight into a CSV, as far as its line tells.</summary>
/// <remarks>A cmdlet that makes CSV writes an object's properties: of a tensor its shape and its type, and no value.</remarks>
internal static class CsvPipeline
{
    private static readonly string[] Writers = { "Export-Csv", "epcsv", "ConvertTo-Csv" };

    /// <summary>The command behind this one that makes a CSV, or null.</summary>
    public static string? WriterBehind(InvocationInfo invocation)
    {
        if (invocation.PipelinePosition >= invocation.PipelineLength)
        {
            return null;
        }

        Ast line = Parser.ParseInput(invocation.Line ?? string.Empty, out _, out _);
        return line.FindAll(part => part is PipelineAst, searchNestedScriptBlocks: true)
            .Select(part => ((PipelineAst)part).PipelineElements.OfType<CommandAst>().Select(command => command.GetCommandName()).ToArray())
            .Select(names => names.SkipWhile(name => name != invocation.InvocationName).ElementAtOrDefault(1))
            .FirstOrDefault(name => Writers.Contains(name, StringComparer.OrdinalIgnoreCase));
    }
}
