namespace NormTools.Core.Data;

/// <summary>How a text table is written.</summary>
/// <param name="Separator">What separates fields, a blank for runs of blanks; null to see for oneself.</param>
/// <param name="CommaIsDecimal">Whether a comma rather is a decimal mark.</param>
/// <param name="SkipLine">Lines before the table.</param>
/// <param name="Comment">What a line begins with that is passed over; null for none.</param>
/// <param name="Encoding">utf-8, utf-16, utf-16be, or the characters of 256 bytes; null to see for oneself.</param>
internal sealed record TableDialect(
    char? Separator, bool CommaIsDecimal = false, int SkipLine = 0, byte[]? Comment = null, string? Encoding = null)
{
    public static TableDialect Of(DatasetOptions options) => new(
        options.Delimiter,
        options.Decimal == ',',
        options.SkipLine,
        options.Comment is null ? null : System.Text.Encoding.ASCII.GetBytes(options.Comment),
        options.Encoding);
}
