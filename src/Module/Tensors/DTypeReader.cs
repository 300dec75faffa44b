using System.Globalization;

namespace NormTools;

/// <summary>Reads the type of values that a script gives to a method.</summary>
/// <remarks>
/// The methods take an object: for a parameter of an enumeration type PowerShell would convert the value itself, and an
/// array that contains itself would send it into endless recursion and end the session.
/// </remarks>
internal static class DTypeReader
{
    /// <param name="value">The type, its name in any case, or its number.</param>
    /// <exception cref="NormToolsException">UnknownType.</exception>
    public static DType Read(object? value)
    {
        object? basic = Unwrapped.Of(value);
        if (basic is string or DType or int or long)
        {
            string text = Convert.ToString(basic, CultureInfo.InvariantCulture)!.Trim();
            if (Enum.TryParse(text, ignoreCase: true, out DType type) && Enum.IsDefined(typeof(DType), type))
            {
                return type;
            }
        }

        string[] names = Enum.GetNames(typeof(DType));
        throw Errors.Invalid(
            "UnknownType",
            $"The type of a tensor is {string.Join(", ", names.Take(names.Length - 1))} or {names[names.Length - 1]}; "
                + $"{Errors.Describe(value)} was given.");
    }
}
