using System.Globalization;

namespace NormTools;

/// <summary>Whether class numbers mean the same to two sides: a model and the data that it is judged by.</summary>
/// <remarks>
/// Names are compared number by number, as far as both sides have any. Names that are their own numbers (0, 1, 2...)
/// may be made up, so they agree with any others, unless all of these are among them with other numbers: of 0 to 9
/// somebody left 3, 7 and 9.
/// </remarks>
internal static class ClassAgreement
{
    private const int Many = 20;
    private const int Few = 5;

    /// <summary>Whether numbers that the user calls classes look like a quantity: many of them, of few rows each.</summary>
    public static IEnumerable<string> Doubts(Dataset data, string? task)
    {
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

    /// <exception cref="NormToolsException">A number stands for one class here and for another there.</exception>
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

    /// <summary>Whether names that are not all equal are names on both sides, and not mere numbers on one.</summary>
    private static bool AreSure(string[] names, string[] wanted) =>
        AreNumbers(wanted) ? names.All(name => wanted.Contains(name))
        : !AreNumbers(names) || wanted.All(name => names.Contains(name));

    private static bool AreNumbers(string[] names) =>
        names.Select((name, number) => name == number.ToString(CultureInfo.InvariantCulture)).All(equal => equal);
}
