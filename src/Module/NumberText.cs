using System.Globalization;

namespace NormTools;

/// <summary>Numbers that came as text.</summary>
internal static class NumberText
{
    /// <summary>Reads a number with a decimal point, or as the session's culture writes it. The comma of '0,01' is never one
    /// between thousands.</summary>
    public static bool TryRead(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
        || double.TryParse(text, NumberStyles.Float, CultureInfo.CurrentCulture, out number);
}
