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
