namespace NormTools;

/// <summary>Checks that targets, which are taken by their place, are the same on two sides, such as a model and the data that it
/// is tested on.</summary>
/// <remarks>Other names may be the same targets under new names, unless the data has a target of the other side's among its
/// features.</remarks>
internal static class TargetAgreement
{
    /// <exception cref="NormToolsException">The same place stands for different targets on the two sides.</exception>
    public static void Check(string what, Dataset data, string whose, string[]? wanted)
    {
        if (data.TargetNames is not string[] names || wanted is null || names.SequenceEqual(wanted, StringComparer.OrdinalIgnoreCase))
        {
            return;
        }

        string[] columns = data.Raw.Columns?.Select(column => column.Name).ToArray() ?? Array.Empty<string>();
        bool isOther = columns.Intersect(wanted.Except(names, StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase).Any();
        bool isReordered = names.Length == wanted.Length && !names.Except(wanted, StringComparer.OrdinalIgnoreCase).Any();
        if (isOther || isReordered)
        {
            throw Errors.TargetNamesDiffer(what, names, whose, wanted);
        }
    }
}
