using System.Collections.Specialized;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace NormTools;

/// <summary>A schedule given by a script block: { param($epoch, $step) ... } returns the learning rate.</summary>
/// <remarks>It is called for all rates before the run starts, so that a run resumed from a checkpoint has the same
/// ones.</remarks>
internal static class RateScript
{
    private const long MostRates = 1_000_000;

    public static OrderedDictionary Specify(ScriptBlock script, int epochs, long stepsPerEpoch)
    {
        bool bySteps = (script.Ast as ScriptBlockAst)?.ParamBlock?.Parameters.Count > 1;
        long count = bySteps ? epochs * stepsPerEpoch : epochs;
        if (count > MostRates)
        {
            throw Errors.Invalid("TooManyRates", $"-Schedule: the script would be called for {count:N0} rates; with param($epoch) alone it is called once for each epoch.");
        }

        var rates = new double[count];
        for (long i = 0; i < count; i++)
        {
            long epoch = bySteps ? (i / stepsPerEpoch) + 1 : i + 1;
            long step = bySteps ? i + 1 : (i * stepsPerEpoch) + 1;
            PSObject? result = OpenBlocks.Run(() => script.Invoke(epoch, step), Errors.ScriptsTooDeep).LastOrDefault();
            if (!LanguagePrimitives.TryConvertTo(result, out double rate) || result is null || !(rate >= 0) || double.IsInfinity(rate))
            {
                throw Errors.Invalid(
                    "InvalidRate", $"-Schedule: the script gave {(result is null ? "nothing" : $"\"{result}\"")} for epoch {epoch}, step {step}; a learning rate of 0 or more is wanted.");
            }

            rates[i] = rate;
        }

        return new OrderedDictionary { { "type", "Table" }, { "rates", rates }, { "unit", bySteps ? "step" : "epoch" } };
    }
}
