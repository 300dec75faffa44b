using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools;

/// <summary>Reads the schedule of a run: a name with arguments, or a script block.</summary>
internal static class ScheduleSpecification
{
    /// <returns>The JSON; null for a constant rate.</returns>
    public static OrderedDictionary? From(
        object? schedule, IDictionary? arguments, int epochs, int batchSize, bool dropLast, long samples)
    {
        object? given = schedule is PSObject wrapped ? wrapped.BaseObject : schedule;
        if (!(given is ScriptBlock script))
        {
            return given is null ? null : Catalog.Schedules.Specify(Convert.ToString(given)!, arguments);
        }

        if (arguments is not null)
        {
            throw Errors.NoEffect("ScheduleArgument", "Schedule and a name");
        }

        long batch = Math.Min(batchSize, Math.Max(samples, 1));
        return RateScript.Specify(script, epochs, dropLast ? samples / batch : (samples + batch - 1) / batch);
    }
}
