using System.Text.RegularExpressions;

namespace NormTools.Module.Tests;

/// <summary>Labels of rows that are nearly a class of the model: what is the same is taken, and the rest is told with a line that puts it right.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed partial class LikeClassTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public LikeClassTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("""
            function Of($labels) {
                $rows = 0..19 | ForEach-Object { [pscustomobject]@{ a = $_; "the 'y'" = $labels[$_ % $labels.Count] } }
                $data = $rows | Import-Dataset -Label "the 'y'" -Task Classification -WarningAction Ignore
                $made = New-Model -Data $data -Seed 0 { Linear }
                $null = $made | Start-TrainingRun $data -Epoch 1 -Seed 0 -WarningAction Ignore
                $made
            }
            """);
    }

    [Theory]
    [InlineData("'01234', '04321'", "1234", "1234 (Int32) in row 0 (counted from 0), which is none of the classes that the model was trained on, and has not the zeros in front that '01234' has")]
    [InlineData("'01234', '04321'", "'1234'", "'1234' in row 0")]
    [InlineData("'007', '12'", "7", "has not the zeros in front that '007' has")]
    [InlineData("'yes', 'no'", "'Yes'", "differs from 'yes' in case alone")]
    [InlineData("'New York', 'Rome'", "'New  York'", "differs from 'New York' in blanks")]
    [InlineData("'New York', 'Rome'", "'new-york'", "differs from 'New York' in blanks")]
    [InlineData("'setosa', 'virginica'", "'setsoa'", "may be 'setosa' in another spelling")]
    [InlineData("'True', 'False'", "'true'", "differs from 'True' in case alone")]
    [InlineData("'1', '0'", "$true", "may be what '1' says")]
    [InlineData("'True', 'False'", "1", "may be what 'True' says")]
    [InlineData("'yes', 'no'", "$false", "may be what 'no' says")]
    [InlineData("'2024-01-05', '2024-02-06'", "[datetime]'2024-01-05'", "is the date that '2024-01-05' writes")]
    [InlineData("'05.01.2024', '06.02.2024'", "[datetime]'2024-01-05'", "is the date that '05.01.2024' writes")]
    public void A_near_class_is_told_with_the_line_that_makes_it(string labels, string given, string says)
    {
        string row = $"[pscustomobject]@{{ a = 3; \"the 'y'\" = {given} }}";
        string message = shell.Run($"$model = Of ({labels}); {row} | Test-Model $model").Error("UnknownClass").Exception.Message;
        Assert.Contains(says, message, StringComparison.Ordinal);
        Match line = Way().Match(message);
        Assert.True(line.Success, message);
        ShellResult result = shell.Run($"({row} | {line.Value} | Test-Model $model).Count");
        Assert.True(result.Errors.Count == 0, message);
        Assert.Equal(1, result.Single<long>());
        Assert.Equal(1, shell.Run($"({row} | {line.Value} | Start-TrainingRun $model -Epoch 1 -WarningAction Ignore).EpochCount").Single<int>());
    }

    [Theory]
    [InlineData("'1', '2'", "'1.0'")]
    [InlineData("'1', '2'", "1.0")]
    [InlineData("'1', '2'", "[decimal]1")]
    [InlineData("'1.5', '2.5'", "1.5")]
    [InlineData("'yes', 'no'", "' yes '")]
    [InlineData("'true', 'false'", "$true")]
    [InlineData("'TRUE', 'FALSE'", "$false")]
    [InlineData("'True', 'False'", "$true")]
    [InlineData("[datetime]'2024-01-05', [datetime]'2024-02-06'", "[datetime]'2024-01-05'")]
    [InlineData("[DayOfWeek]'Monday', [DayOfWeek]'Friday'", "[DayOfWeek]'Friday'")]
    [InlineData("[datetime]'2024-01-05', [datetime]'2024-02-06'", "'2024-01-05T00:00:00'")]
    public void The_same_class_is_taken_however_it_is_written(string labels, string given) =>
        Assert.Equal(1, shell.Run($"([pscustomobject]@{{ a = 3; \"the 'y'\" = {given} }} | Test-Model (Of ({labels}))).Count").Single<long>());

    [Fact]
    public void Rows_of_another_class_are_left_out_by_the_line()
    {
        string message = shell.Run("""
            $model = Of 'yes', 'no'
            $odd = 'yes', 'perhaps never', 'no' | ForEach-Object { [pscustomobject]@{ a = 1; "the 'y'" = $_ } }
            $odd | Test-Model $model
            """).Error("UnknownClass").Exception.Message;
        Assert.DoesNotContain("ForEach-Object", message, StringComparison.Ordinal);
        Assert.Equal(2, shell.Run($"($odd | {Filter().Match(message).Value} | Test-Model $model).Count").Single<long>());
    }

    [GeneratedRegex(@"ForEach-Object \{.*; \$_ \}")]
    private static partial Regex Way();

    [GeneratedRegex(@"Where-Object \{.*?' \}")]
    private static partial Regex Filter();
}
