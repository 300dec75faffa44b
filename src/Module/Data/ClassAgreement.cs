using System.Globalization;

namespace NormTools;

/// <summary>Checks that class numbers mean the same on two sides, such as a model and the data that it is tested
/// on.</summary>
/// <remarks>
/// Names are compared number by number, as far as both sides have names. Names that equal their numbers (0, 1, 2...)
/// may just be placeholders, so they agree with any others, unless the others are all among them under other numbers:
/// then rows of the classes 3, 7 and 9 were taken from digits 0 to 9, for example, and numbered 0, 1 and 2.
/// </remarks>
internal static class ClassAgreement
{
    private const int Many = 20;
    private const int Few = 5;

    /// <summary>A warning if there is one class only, or if numbers that the user declares to be classes look like a quantity: many values,
    /// with few rows each.</summary>
    public static IEnumerable<string> Doubts(Dataset data, string? task)
    {
        if (data.ClassNames is { Length: 1 } only)
        {
            string label = data.TargetNames is { Length: 1 } target ? $"-Label '{Text.Shorten(target[0])}'" : "The target";
            return new[]
            {
                $"{label} is '{Text.Shorten(only[0])}' in all {Text.Count(data.Count, "row")}: with one class there is nothing to tell apart, and no model can be trained. "
                    + "Is it another column that is to be predicted, or are the rows of the other classes in another file?",
            };
        }

        string[] names = data.ClassNames ?? Array.Empty<string>();
        bool isDoubtful = "Classification".Equals(task, StringComparison.OrdinalIgnoreCase) && names.Length > Many
            && data.Count < Few * (long)names.Length
            && Array.TrueForAll(names, name => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
        return !isDoubtful ? Array.Empty<string>() : new[]
        {
            $"-Task Classification makes {Text.Count(names.Length, "class", "classes")} of the numbers in {Text.Count(data.Count, "row")}, "
                + "fewer than five rows each: is it a quantity? -Task Regression takes it as one.",
        };
    }

    /// <summary>A warning if two names of classes differ only in case; otherwise null.</summary>
    public static string? CaseAlone(string[] names)
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string name in names)
        {
            if (seen.TryGetValue(name, out string first))
            {
                return $"The classes '{Text.Shorten(first)}' and '{Text.Shorten(name)}' differ only in case: they are two classes, unless the "
                    + "target is corrected first.";
            }

            seen.Add(name, name);
        }

        return null;
    }

    /// <exception cref="NormToolsException">The same number stands for different classes on the two sides.</exception>
    public static void Check(string what, string[]? names, string whose, string[]? wanted)
    {
        if (names is null || wanted is null)
        {
            return;
        }

        int different = 0;
        while (different < names.Length && different < wanted.Length && names[different] == wanted[different])
        {
            different++;
        }

        bool isPrefix = different == Math.Min(names.Length, wanted.Length);
        if (!isPrefix && AreSure(names, wanted))
        {
            throw Errors.ClassNamesDiffer(what, names, whose, wanted, different);
        }
    }

    /// <summary>Whether a difference is certain: neither side's names are mere placeholders.</summary>
    private static bool AreSure(string[] names, string[] wanted) =>
        AreNumbers(wanted) ? names.All(name => wanted.Contains(name))
        : !AreNumbers(names) || wanted.All(name => names.Contains(name));

    private static bool AreNumbers(string[] names) =>
        names.Select((name, number) => name == number.ToString(CultureInfo.InvariantCulture)).All(equal => equal);
}
