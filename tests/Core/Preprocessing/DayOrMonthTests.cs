using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Dates whose day may be the month are not read without a word.</summary>
public sealed class DayOrMonthTests
{
    [Theory]
    [InlineData("05/02/2024|01/03/2024|12/12/2024", "05/02/2024", "-Format 'dd/MM/yyyy' or -Format 'MM/dd/yyyy'")]
    [InlineData("5/2/2024|01/03/2024", "5/2/2024", "-Format 'd/M/yyyy' or -Format 'M/d/yyyy'")]
    [InlineData("01-02-2024|01-03-2024", "01-02-2024", "-Format 'dd-MM-yyyy'")]
    [InlineData("01/02/24", "01/02/24", "-Format 'dd/MM/yy'")]
    [InlineData("01/02/2024 14:30|03/04/2024 15:00", "01/02/2024 14:30", "-Format 'dd/MM/yyyy H:mm'")]
    [InlineData("01/02/2024 2:30 PM", "01/02/2024 2:30 PM", "-Format 'dd/MM/yyyy h:mm tt'")]
    [InlineData("01.02.2024 14:30:05", "01.02.2024 14:30:05", "-Format 'dd.MM.yyyy H:mm:ss' or -Format 'MM.dd.yyyy H:mm:ss'")]
    public void They_are_refused_with_both_formats(string texts, string first, string formats)
    {
        FeatureTable days = Days(texts.Split('|'));
        CoreException failure = Assert.Throws<CoreException>(() => days.Fit(Step(null)));
        Assert.Equal("AmbiguousDate", failure.Id);
        Assert.Contains($"'{first}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(formats, failure.Message, StringComparison.Ordinal);
        foreach (string format in failure.Message.Split('\'').Where(part => part.Contains("yy", StringComparison.Ordinal)))
        {
            double[] values = days.Apply(days.Fit(Step(format))).Values;
            Assert.DoesNotContain(double.NaN, values);
            bool isDayFirst = format.StartsWith('d');
            Assert.Equal(int.Parse(first.Split('/', '-', '.')[isDayFirst ? 1 : 0], System.Globalization.CultureInfo.InvariantCulture), values[0]);
        }
    }

    [Theory]
    [InlineData("05/02/2024|11/29/2024", 5)]
    [InlineData("2024-02-05", 2)]
    [InlineData("02/02/2024|03/03/2024", 2)] // the same either way
    [InlineData("Feb 5, 2024", 2)]
    [InlineData("2024-02-05T10:00:00", 2)]
    [InlineData("2024/02/05", 2)]
    public void Others_are_read(string texts, double month)
    {
        FeatureTable days = Days(texts.Split('|'));
        Assert.Equal(month, days.Apply(days.Fit(Step(null))).Values[0]);
    }

    private static FeatureTable Days(string[] texts) => new([.. texts.Select((_, i) => (double)i)], texts.Length, ["day"], [texts]);

    private static string Step(string? format) =>
        $$"""{"type":"DatePart","columns":["day"],"parts":["Month"]{{(format is null ? string.Empty : $",\"format\":\"{format}\"")}}}""";
}
