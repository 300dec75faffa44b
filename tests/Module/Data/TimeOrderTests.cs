namespace NormTools.Module.Tests;

/// <summary>What -Time takes: numbers, and dates in one notation.</summary>
public sealed class TimeOrderTests(Shell shell) : IClassFixture<Shell>
{
    // The rows in the order of time are 1, 3, 0, 2; the last one is the test part.
    [Theory]
    [InlineData("'9', '1', '10', '2'")]
    [InlineData("'9.5', '1.25', '10', '-2e-1'", "3 1 0 2")]
    [InlineData("'2024-03-01', '2023-12-31', '2024-10-02', '2024-01-15'")]
    [InlineData("'01.03.2024', '31.12.2023', '02.10.2024', '15.01.2024'")]
    [InlineData("'3/1/2024', '12/31/2023', '10/2/2024', '1/15/2024'")]
    [InlineData("'01/03/2024 8:30', '31/12/2023 12:00', '02/10/2024 7:15', '15/01/2024 23:59'")]
    [InlineData("'01-Mar-24', '31-Dec-23', '02-Oct-24', '15-Jan-24'")]
    [InlineData("'March 1, 2024', 'December 31, 2023', 'October 2, 2024', 'January 15, 2024'")]
    [InlineData("'2024/03', '2023/12', '2024/10', '2024/01'")]
    [InlineData("'2024-Q2', '2023-Q4', '2024-Q3', '2024-Q1'")]
    [InlineData("'2024-03', '2023-12', '2024-10', '2024-01'")]
    [InlineData("'9:30', '8:15', '13:00', '8:45'")]
    [InlineData("'9:30 AM', '8:15 AM', '1:00 PM', '8:45 AM'")]
    [InlineData("'20240301', '20231231', '20241002', '20240115'")]
    [InlineData("[datetime]'2024-03-01', [datetime]'2023-12-31', [datetime]'2024-10-02', [datetime]'2024-01-15'")]
    public void Rows_come_in_the_order_of_their_times(string times, string order = "1 3 0 2")
    {
        string script = $"New-Dataset (ConvertTo-Tensor @(@(0), @(1), @(2), @(3))) (0..3) -Task Regression | Split-Dataset -Test 1 -Time ({times})";
        Assert.Equal(order, shell.Run($"$split = $({script}); ($split.Train.Feature.ToArray() + $split.Test.Feature.ToArray()) -join ' '").Single<string>());
    }

    [Theory]
    [InlineData("a", "'09', '01', '10', '02'")]
    [InlineData("b", "'1.3.2024', '31.12.2023', '2.10.2024', '15.1.2024'")]
    public void A_column_of_texts_is_read_in_the_same_way(string column, string texts)
    {
        Assert.Equal("1 3 0 2", shell.Run($$"""
            $n = 0
            $rows = {{texts}} | ForEach-Object { [pscustomobject]@{ {{column}} = $_; x = $n; y = $n++ / 2 } }
            $split = $rows | Import-Dataset -Label y -Encode {{column}} -WarningAction SilentlyContinue | Split-Dataset -Test 1 -Time {{column}}
            (@($split.Train.Target.ToArray()) + @($split.Test.Target.ToArray()) | ForEach-Object { 2 * $_ }) -join ' '
            """).Single<string>());
    }

    [Theory]
    [InlineData("'3/1/2024', '12/2/2023', '10/2/2024', '1/5/2024'", "AmbiguousTime", "d/M/yyyy")]
    [InlineData("'3-1-2024', '12-2-2023', '10-2-2024', '1-5-2024'", "AmbiguousTime", "ParseExact")]
    [InlineData("'2024-03-01', 'soon', '2024-10-02', '2024-01-15'", "NotATime", "'soon'")]
    [InlineData("'2024-03-01', 3, '2024-10-02', '2024-01-15'", "NotATime", "the number 3")]
    [InlineData("'1,5', '2', '3', '4'", "NotATime", "'1,5'")]
    [InlineData("'2024-03-01', '', '2024-10-02', '2024-01-15'", "MissingValue", "Leave such rows out")]
    public void What_has_no_order_is_refused_with_the_way_out(string times, string id, string says) => Assert.Contains(
        says,
        shell.Run($"New-Dataset (New-Tensor 4, 1) (0..3) -Task Regression | Split-Dataset -Test 1 -Time ({times})").Error(id).Exception.Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("'1/2/2024', '1/2/2024', '1/2/2024', '3/4/2024'")]
    public void Two_notations_that_give_one_order_are_no_question(string times) => Assert.Equal(1, shell.Run(
        $"(New-Dataset (New-Tensor 4, 1) (0..3) -Task Regression | Split-Dataset -Test 1 -Time ({times})).Test.Count").Single<long>());
}
