using System.Management.Automation;
using System.Management.Automation.Language;

namespace NormTools.Commands;

/// <summary>Whether a command's output is piped straight to a command that writes CSV, as far as its line
/// shows.</summary>
/// <remarks>Such a command writes an object's properties, which for a tensor are its shape and type, not its
/// values.</remarks>
internal static class CsvPipeline
{
    private static readonly string[] Writers = { "Export-Csv", "epcsv", "ConvertTo-Csv" };

    /// <summary>The next command in the pipeline if it writes CSV, or null.</summary>
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
