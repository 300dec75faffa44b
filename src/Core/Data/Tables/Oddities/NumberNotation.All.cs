using System.Text.RegularExpressions;

namespace NormTools.Core.Data;

/// <content>All notations: the first that a text is one of is its own.</content>
internal sealed partial record NumberNotation
{
    private static readonly NumberNotation PairsOfNumbers = new(
        Pairs, "a pair of numbers", "each of the two may be a column of its own", false)
    {
        Splits = "/",
    };

    private static readonly NumberNotation Footnotes = new(
        FootnotesName, "a number with the mark of a footnote", $"{Operator(WithoutUnit, string.Empty)} leaves the numbers", true)
    {
        Replace = (WithoutUnit, string.Empty),
    };

    private static readonly NumberNotation Ranges = new(RangesName, "a range of numbers", "its middle, or its two ends, may take its place", true)
    {
        OfTwo = "({0} + {1}) / 2",
        Does = "takes the middle of each",
    };

    private static readonly NumberNotation Scores = new(
        ScoresName, "a score or another pair of numbers", "each of the two numbers may be a column of its own", true)
    {
        Splits = "[-\\u2013]",
    };

    private static readonly (Regex Pattern, NumberNotation Notation)[] All =
    [
        (Hexadecimal(), new("hexadecimal, octal or binary numbers", "a hexadecimal, octal or binary number", "[Convert]::ToInt64(text, 16) reads one", false)
        {
            Script = "if ({0} -match '^([+-]?)(0x|&H|0b|0o)(\\w+)$') { {0} = [long]($Matches[1] + '1') * [Convert]::ToInt64($Matches[3], @{ '0b' = 2; '0o' = 8; '0x' = 16; '&h' = 16 }[$Matches[2]]) }",
        }),
        (Fraction(), new(FractionsName, "a fraction", "its two parts have to be divided", true)
        {
            Script = "if ({0} -match '^([+-]?)(?:(\\d+)[ -])?(\\d+) ?[/\\u2044\\u2215] ?(\\d+)$') { {0} = [int]($Matches[1] + '1') * ([int]$Matches[2] + $Matches[3] / $Matches[4]) }",
        }),
        (OneSign(), new(FractionsName, "a fraction", "it has to be written as a number", false)
        {
            Script = "if ({0} -match '^([+-]?)(\\d*) ?([\\u00bc-\\u00be\\u2150-\\u215e])$') { {0} = [int]($Matches[1] + '1') * ([int]$Matches[2] + [char]::GetNumericValue($Matches[3][0])) }",
        }),
        (Uncertain(), new("numbers with an uncertainty", "a number with an uncertainty", $"{Operator(Around, string.Empty)} leaves the values", false) { Replace = (Around, string.Empty) }),
        (TenTo(), new("powers of ten", "a power of ten", $"{Operator("^10\\^", "1e")} writes them as programs do", false) { Replace = ("^10\\^", "1e") }),
        (YearsAndMonths(), new("years and months", "years and months", "the two have to be put together, as years * 12 + months", false)
        {
            Script = "if ({0} -match '^(\\d+)\\D+(\\d+)\\D*$') { {0} = 12 * $Matches[1] + $Matches[2] }",
        }),
        (Power(), new("powers of ten", "a power of ten", $"{Operator(TimesTen, "e")} writes them as programs do", false)
        {
            Replace = (TimesTen, "e"),
        }),
        (Bound(), new(
            Bounds, "a bound or a rough value", "a value in its place, such as half of it, is the analyst's decision; -MissingMarker makes a gap of it", true)
        {
            Replace = (Signs, string.Empty),
            Does = "takes the number that stands there",
        }),
        (FeetAndInches(), new("feet and inches", "a length in feet and inches", "the two have to be put together, as feet * 12 + inches", false)
        {
            Script = "if ({0} -match '^(\\d+)\\D+(\\d+\\.?\\d*)\\D*$') { {0} = 12 * $Matches[1] + $Matches[2] }",
        }),
        (Clock(), new(Clocks, "hours and minutes", "the parts have to be put together, as hours * 60 + minutes", false)
        {
            Script = "if ({0} -match '^\\d+(:\\d+)+([.,]\\d+)?$') { $n = 0; foreach ($part in {0} -replace ',', '.' -split ':') { $n = 60 * $n + $part }; {0} = $n }",
            Does = "makes minutes of h:mm, and seconds of h:mm:ss and m:ss",
        }),
        (Ratio(), new(RatiosName, "a ratio or a score", "each of the two numbers may be a column of its own", true) { Splits = "[:\\u2236]" }),
        (Share(), new(SharesName, "a part of a number", "the first has to be divided by the second", true) { OfTwo = "{0} / {1}", Does = "divides them" }),
        (RangeText(), Ranges),
        (Duration(), new(Durations, "a duration", "the parts have to be put together, as hours * 60 + minutes", false)
        {
            Script = "if ({0} -match " + Typed.Of(DurationParts) + ") { {0} = 1440 * $Matches[1] + 60 * $Matches[2] + $Matches[3] + $Matches[4] / 60 }",
        }),
        (Footnoted(), Footnotes),
        (WithUnit(), new(WithUnits, "a number with a unit", $"where all have the same one, {Operator(WithoutUnit, string.Empty)} leaves the numbers", true) { Replace = (WithoutUnit, string.Empty) }),
    ];
}
