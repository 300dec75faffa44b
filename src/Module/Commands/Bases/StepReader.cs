using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Collects the steps that a script block writes.</summary>
internal static class StepReader
{
    /// <summary>The value of -Preprocessor: a preprocessor, a script block with steps, or steps.</summary>
    /// <exception cref="NormToolsException">It is something else.</exception>
    public static Preprocessor Preprocessor(object? value)
    {
        object? basic = Unwrapped.Of(value);
        return basic switch
        {
            Preprocessor ready => ready,
            ScriptBlock block => NormTools.Preprocessor.Create(Run(block)),
            PreprocessingStep step => NormTools.Preprocessor.Create(new[] { step }),
            object[] items => NormTools.Preprocessor.Create(Read(items)),
            _ => throw Errors.NotAPreprocessor(value),
        };
    }

    private const string ClipVariable = "NormToolsClip";

    // Windows has a program clip.exe, so Clip is no alias: it is a step only inside a block.
    private static readonly Dictionary<string, ScriptBlock> Functions = new Dictionary<string, ScriptBlock>
    {
        ["Clip"] = ScriptBlock.Create($"& ${ClipVariable} @args"),
    };

    /// <summary>Any error in the block ends it: a preprocessor must not be made with a step missing.</summary>
    /// <exception cref="NormToolsException">The block writes something else, or calls a command that does not
    /// exist.</exception>
    public static PreprocessingStep[] Run(ScriptBlock block)
    {
        var variables = new List<PSVariable>
        {
            new PSVariable("ErrorActionPreference", ActionPreference.Stop),
            new PSVariable(ClipVariable, new CmdletInfo("New-ClipStep", typeof(NewClipStepCommand))),
        };
        try
        {
            return BlockItems.Run(
                BlockItems.Step, () => OpenBlocks.Run(() => Read(block.InvokeWithContext(Functions, variables)), Errors.ScriptsTooDeep));
        }
        catch (CommandNotFoundException failure)
        {
            throw Errors.UnknownStep(failure.CommandName);
        }
        catch (LoopFlowException)
        {
            throw Errors.NoLoop("Preprocessor");
        }
    }

    public static PreprocessingStep[] Read(IEnumerable<object?> values) =>
        values.Select(value => Unwrapped.Of(value) as PreprocessingStep ?? throw Errors.NotAStep(value)).ToArray();
}
