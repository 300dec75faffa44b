namespace NormTools.Core.Data;

/// <summary>How a text table is written.</summary>
/// <param name="Separator">The field separator, a blank for runs of blanks; null to detect it.</param>
/// <param name="CommaIsDecimal">Whether a comma is a decimal mark rather than a separator.</param>
/// <param name="SkipLine">The number of lines to skip before the table.</param>
/// <param name="SkipLast">The number of lines to skip below the table.</param>
/// <param name="Comment">The prefix of comment lines, which are skipped; null for none.</param>
/// <param name="Encoding">utf-8, utf-16, utf-16be, or the 256 characters of a code page; null to detect it.</param>
internal sealed record TableDialect(
    char? Separator, bool CommaIsDecimal = false, int SkipLine = 0, int SkipLast = 0, byte[]? Comment = null, string? Encoding = null)
{
    public static TableDialect Of(DatasetOptions options) => new(
        options.Delimiter,
        options.Decimal == ',',
        options.SkipLine,
        options.SkipLast,
        options.Comment is null ? null : System.Text.Encoding.ASCII.GetBytes(options.Comment),
        options.Encoding);
}
