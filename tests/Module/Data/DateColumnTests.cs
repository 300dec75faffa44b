using System.Text.RegularExpressions;

namespace NormTools.Module.Tests;

/// <summary>Columns of dates: what messages propose reads them as it stands.</summary>
[Trait("Levels", "Once")]
public sealed class DateColumnTests : IDisposable
{
    private readonly Shell shell = new();
    private readonly string folder = Directory.CreateTempSubdirectory("normtools-dates-").FullName;

    public DateColumnTests() => shell.Run("Set-Location $args[0]", folder);

    public void Dispose()
    {
        shell.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("01.01.2023|20.08.2023|11.12.2024", " -Format 'd.M.yyyy'", "2023 2023 2024")]
    [InlineData("20/08/2023|01/02/2023|05/06/2024", " -Format 'd/M/yyyy'", "8 2 6")]
    [InlineData("04/05/2023|03/02/2023|01/09/2024", " -Format 'd/M/yyyy'", "5 2 9")]
    [InlineData("04-05-2023|03-02-2023|01-09-2024", " -Format 'd-M-yyyy'", "5 2 9")]
    [InlineData("08/20/2023|01/02/2023|05/06/2024", "", "8 1 5")]
    [InlineData("20/08/2023 14:30|01/02/2023 7:05|05/06/2024 9:00", " -Format 'd/M/yyyy H:mm'", "8 2 6")]
    [InlineData("20.08.2023 14:30:10|01.02.2023 07:05:00|05.06.2024 09:00:59", " -Format 'd.M.yyyy H:mm:ss'", "8 2 6")]
    [InlineData("2023-08-20T14:30:00|2023-02-01T07:05:00|2024-06-05T09:00:59", "", "8 2 6")]
    [InlineData("03-Feb-2023|28-Dec-2023|01-Sep-2024", " -Format 'd-MMM-yyyy'", "2 12 9")]
    public void What_import_proposes_reads_the_column(string dates, string format, string expected)
    {
        Write(dates);
        string note = shell.Run("$d = Import-Dataset ./dates.csv -Label y").Warnings.Single();
        string step = Regex.Match(note, @"\{ (DatePart .*?) \}").Groups[1].Value;
        Assert.Equal("DatePart 'when'" + format, step);
        string part = expected.StartsWith('2') && expected.Length > 10 ? "Year" : "Month";
        ShellResult result = shell.Run($"$s = $d | Split-Dataset -Train 3 -NoShuffle -Preprocessor {{ {step} -Part {part} }}\n($s.Train.Feature.ToArray() | Select-Object -First 3) -join ' '");
        Assert.Empty(result.Errors);
        Assert.Equal(expected, result.Objects[^1].ToString());
    }

    [Theory]
    [InlineData("01.01.2023|20.08.2023|11.12.2024", "DatePart when", "-Format 'd.M.yyyy' reads all texts of the column.")]
    [InlineData("20/08/2023|01/02/2023|05/06/2024", "DatePart when", "-Format 'd/M/yyyy' reads all texts of the column.")]
    [InlineData("20/08/2023 14:30|01/02/2023 7:05|05/06/2024 9:00", "DatePart when", "-Format 'd/M/yyyy H:mm' reads all texts of the column.")]
    [InlineData("20/08/2023|01/02/2023|05/06/2024", "DatePart when -Format 'd.M.yyyy'", "-Format 'd/M/yyyy' reads all texts of the column.")]
    [InlineData("08/20/2023|01/02/2023|05/06/2024", "DatePart when -Format 'd.M.yyyy'", "without -Format the step reads all texts of the column.")]
    [InlineData("20.08.2023|01.02.2023|later", "DatePart when -Format 'd.M.yyyy'", "the others are, which the step reads with -Format 'd.M.yyyy': Import-Dataset -MissingMarker 'later' makes a gap of such texts.")]
    [InlineData("x|w|z", "DatePart when", "-Format says how they are written.")]
    public void A_text_that_is_no_date_is_told_with_the_format_that_reads_it(string dates, string step, string expected)
    {
        Write(dates);
        Assert.EndsWith(expected, shell.Run($"Import-Dataset ./dates.csv -Label y -WarningAction Ignore | Split-Dataset -Train 3 -NoShuffle -Preprocessor {{ {step} }}").Error("NotADate").Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-Model -Data $d { Linear }", "Split-Dataset -Preprocessor { DatePart 'when' -Format 'd.M.yyyy'; OneHot 'sex'; Standardize } prepares them, fitted on the training part. So does Import-Dataset -Encode 'sex' -ExcludeProperty 'when'.")]
    [InlineData("Measure-CrossValidation { Linear } -Data $d -Fold 2 -Epoch 1", " -Preprocessor { DatePart 'when' -Format 'd.M.yyyy'; OneHot 'sex'; Standardize } prepares them, fitted on the training rows of each trial.")]
    public void Dates_among_raw_columns_are_no_categories(string call, string expected)
    {
        File.WriteAllText(Path.Combine(folder, "raw.csv"), "when,sex,x,y\n01.01.2023,m,1,1.5\n20.08.2023,f,3,2.5\n11.12.2024,m,4,5.5\n12.12.2024,f,4,6.5\n");
        shell.Run("$d = Import-Dataset ./raw.csv -Label y -WarningAction Ignore");
        string message = shell.Run(call).Error("UnpreparedData").Exception.Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        string steps = Regex.Match(message, @"-Preprocessor \{.*?\}").Value;
        Assert.Empty(shell.Run($"New-Model -Data ($d | Split-Dataset -Test 1 -NoShuffle {steps}) {{ Linear }}").Errors);
    }

    [Theory]
    [InlineData("", "'when_Year' is 2023 in all training rows", "-Part Month, DayOfWeek leaves it out.")]
    [InlineData(" Month, DayOfWeek", "", "")]
    [InlineData(" Year", "'when_Year' is 2023 in all training rows", "far outside what a model knows.")]
    public void A_part_that_never_changes_is_told_at_the_split(string parts, string expected, string wayOut)
    {
        File.WriteAllText(Path.Combine(folder, "year.csv"), "when,y\n" + string.Concat(Enumerable.Range(0, 24).Select(i => $"2023-{(i % 12) + 1:00}-{i + 1:00},{i}.5\n")));
        string[] warnings = [.. shell.Run($"$null = Import-Dataset ./year.csv -Label y -WarningAction Ignore | Split-Dataset -Test 2 -Seed 0 -Preprocessor {{ DatePart when{parts} }}").Warnings];
        Assert.Equal(expected.Length == 0 ? 0 : 1, warnings.Length);
        Assert.All(warnings, warning => Assert.True(warning.Contains(expected, StringComparison.Ordinal) && warning.EndsWith(wayOut, StringComparison.Ordinal), warning));
    }

    private void Write(string dates) => File.WriteAllText(
        Path.Combine(folder, "dates.csv"), "when;y\n" + string.Concat(dates.Split('|').Select((date, i) => $"{date};{i}.5\n")));
}
