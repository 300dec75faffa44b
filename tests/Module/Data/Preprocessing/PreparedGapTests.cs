using System.Text.RegularExpressions;

namespace NormTools.Module.Tests;

/// <summary>Gaps that steps leave, columns that they make twice, categories that a list lacks: each is told with what to type.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class PreparedGapTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public PreparedGapTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("""
            $cells = 1..40 | ForEach-Object { [pscustomobject]@{
                size = if ($_ % 10 -eq 0) { '' } else { ('S', 'M', 'L')[$_ % 3] }
                'born on' = if ($_ % 20 -eq 0) { '' } else { "2024-0$(1 + $_ % 9)-03" }
                price = if ($_ -eq 7) { '' } else { $_ }
                y = $_ / 2 } }
            $gappy = $cells | Import-Dataset -Label y
            """);
    }

    [Theory]
    [InlineData("Ordinal size; DatePart 'born on'; Impute Median price", "4 rows still have gaps", "'size' (4), 'born on_Year' (2), 'born on_Month' (2)", "Impute Median behind")]
    [InlineData("Ordinal size; DatePart 'born on' Month; Impute Median price; Standardize", "4 rows still have gaps", "'size' (4), 'born on_Month' (2)", "Impute Median size, 'born on_Month'")]
    [InlineData("OneHot size; DatePart 'born on' Year; Impute Median price, 'born on_Year'; Polynomial price", "", "", "")]
    [InlineData("OneHot size; DatePart 'born on' Year; Impute Median", "", "", "")]
    [InlineData("OneHot size; DatePart 'born on' Year", "3 rows still have gaps", "'born on_Year' (2), 'price' (1)", "Impute Median 'born on_Year', price")]
    [InlineData("Script { @{ n = if ($_.size -eq 'S') { [double]::NaN } else { 1 } } } -ExcludeProperty size, 'born on'; Impute Median price", "12 rows still have gaps", "'n' (12)", "Impute Median n")]
    public void Gaps_behind_the_steps_are_told_with_the_step_that_fills_them(string steps, string count, string columns, string line)
    {
        ShellResult result = shell.Run($"$split = $gappy | Split-Dataset -Test 10 -NoShuffle -Preprocessor {{ {steps} }}");
        Assert.Empty(result.Errors);
        string warning = string.Join(' ', result.Warnings.Where(text => text.Contains("gaps", StringComparison.Ordinal)));
        if (count.Length == 0)
        {
            Assert.Empty(warning);
            return;
        }

        Assert.StartsWith(count, warning, StringComparison.Ordinal);
        Assert.Contains(columns, warning, StringComparison.Ordinal);
        Assert.Contains(line, warning, StringComparison.Ordinal);
        string typed = Regex.Match(warning, @"(Impute Median.*?) behind").Groups[1].Value;
        Assert.DoesNotContain(shell.Run($"$split = $gappy | Split-Dataset -Test 10 -NoShuffle -Preprocessor {{ {steps}; {typed} }}").Warnings, text => text.Contains("gaps", StringComparison.Ordinal));
    }

    [Fact]
    public void Training_on_them_names_the_column_the_row_and_the_step()
    {
        string message = shell.Run("""
            $split = $gappy | Split-Dataset -Test 10 -NoShuffle -Preprocessor { Ordinal size; DatePart 'born on' Month; Impute Median price }
            New-Model -Data $split { Linear } | Start-TrainingRun $split -Epoch 1
            """).Error("NotFiniteData").Exception.Message;
        Assert.Contains("The training data has no value (NaN) for 'size' in row 9 (counted from 0). Impute Median size among the steps", message, StringComparison.Ordinal);
        message = shell.Run("""
            $steep = 0..29 | ForEach-Object { [pscustomobject]@{ u = $_; v = if ($_ -eq 21) { 1e30 } else { 1 }; y = $_ / 7 } } | Import-Dataset -Label y
            $split = $steep | Split-Dataset -Validation 10 -NoShuffle -Preprocessor { Polynomial }
            New-Model -Data $split { Linear } | Start-TrainingRun $split -Epoch 1
            """).Error("NotFiniteData").Exception.Message;
        Assert.Contains("The validation data has Infinity for 'v^2' in row 21 (counted from 0)", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s,s_A,x,y", "A,1,1,1", "OneHot s", "Step 1 (OneHot) makes a column 's_A', and there is one", "s_A")]
    [InlineData("x,x_missing,q,y", ",1,1,1", "Impute Median x -Indicator", "Step 1 (Impute) makes a column 'x_missing', and there is one", "x_missing")]
    [InlineData("d,d_Month,x,y", "2024-02-03,1,1,1", "DatePart d", "Step 1 (DatePart) makes a column 'd_Month', and there is one", "d_Month")]
    [InlineData("x,x^2,q,y", "3,1,1,1", "Polynomial x", "Step 1 (Polynomial) makes a column 'x^2', and there is one", "x^2")]
    [InlineData("pc1,a,b,y", "3,1,2,1", "PrincipalComponent -Column a, b", "Step 1 (PrincipalComponent) makes a column 'pc1', and there is one", "pc1")]
    [InlineData("s,s_A,x,y", "A,1,1,1", "Standardize x; Script { @{ t = $_.x } }; OneHot s", "Step 3 (OneHot) makes a column 's_A'", "s_A")]
    public void A_column_that_is_there_already_is_named_with_the_way_out(string header, string row, string steps, string says, string column)
    {
        string table = $"$twin = @('{header}', '{row}', '{row.Replace(",1,", ",2,", StringComparison.Ordinal)}', 'Q,3,5,2') ";
        string others = header[0] switch { 's' => "B,3,5,2", 'd' => "2024-05-04,3,5,2", _ => "7,3,5,2" };
        table = table.Replace("Q,3,5,2", others, StringComparison.Ordinal);
        string message = shell.Run($"{table} | ConvertFrom-Csv; $data = $twin | Import-Dataset -Label y -Task Regression; New-Preprocessor {{ {steps} }} -Data $data").Error("DuplicateColumn").Exception.Message;
        Assert.StartsWith(says, message, StringComparison.Ordinal);
        Assert.Contains($"-ExcludeProperty '{column}'", message, StringComparison.Ordinal);
        ShellResult without = shell.Run($"$null = New-Preprocessor {{ {steps} }} -Data ($twin | Import-Dataset -Label y -Task Regression -ExcludeProperty '{column}')");
        Assert.Empty(without.Errors);
        string line = Regex.Match(message, @"Import-Csv FILE \| (Select-Object .*?) \| Import-Dataset").Groups[1].Value.Replace("OTHER", "further", StringComparison.Ordinal);
        Assert.Empty(shell.Run($"$null = New-Preprocessor {{ {steps} }} -Data ($twin | {line} | Import-Dataset -Label y -Task Regression)").Errors);
    }

    [Theory]
    [InlineData("Ordinal size S, M", "'L' in 12 rows", "Ordinal size 'S', 'M', 'L'")]
    [InlineData("Ordinal size L, M, s", "'S' in 12 rows (which differs from 's' in case alone)", "Ordinal size 'L', 'M', 's', 'S'")]
    [InlineData("Ordinal size 'S', 'M ', 'L'", "'M' in 12 rows (which differs from 'M ' in blanks alone)", "Ordinal size 'S', 'M ', 'L', 'M'")]
    [InlineData("Ordinal size M", "'L' in 12 rows, 'S' in 12 rows", "Ordinal size 'M', 'L', 'S'")]
    [InlineData("Impute MostFrequent; OneHot size -Category S, L -Unknown Error", "'M' in 12 rows", "OneHot size -Unknown Error -Category 'S', 'L', 'M'")]
    public void A_list_that_lacks_a_value_comes_back_completed(string step, string value, string line)
    {
        string message = shell.Run($"New-Preprocessor {{ {step} }} -Data $gappy").Error("UnknownCategory").Exception.Message;
        Assert.Contains(value.Replace("12 rows, 'S'", "12 rows, 'S'", StringComparison.Ordinal), message.Replace("in 13 rows", "in 12 rows", StringComparison.Ordinal).Replace("in 16 rows", "in 12 rows", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(line + "; ", message, StringComparison.Ordinal);
        Assert.Empty(shell.Run($"$null = New-Preprocessor {{ Impute MostFrequent; {line} }} -Data $gappy").Errors);
    }

    [Theory]
    [InlineData("male", "'Male' (which differs from 'male' in case alone)")]
    [InlineData("fe male", "'female' (which differs from 'fe male' in blanks alone)")]
    [InlineData("Fe male", "'female' (which differs from 'Fe male' in case and blanks alone)")]
    public void An_unknown_category_that_is_nearly_a_known_one_is_told(string known, string says)
    {
        string other = says[1..says.IndexOf('\'', 1)];
        ShellResult result = shell.Run($$"""
            $sexes = '{{known}}', 'else', '{{known}}', 'else' | ForEach-Object { [pscustomobject]@{ sex = $_; x = 1; y = $_.Length / 7 } } | Import-Dataset -Label y -Task Regression
            [pscustomobject]@{ sex = '{{other}}'; x = 2 } | Invoke-Preprocessor (New-Preprocessor { OneHot sex } -Data $sexes)
            [pscustomobject]@{ sex = '{{other}}'; x = 2 } | Invoke-Preprocessor (New-Preprocessor { Ordinal sex } -Data $sexes)
            """);
        Assert.Contains(result.Warnings, text => text.Contains(says, StringComparison.Ordinal));
        Assert.Contains(says, result.Error("UnknownCategory").Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Impute Nothing", "Step 1 (Impute)")]
    [InlineData("Impute Median; OneHot size; Standardize -Nowhere", "Step 3 (Standardize)")]
    [InlineData("Impute Median; OneHot size -Drop Last", "Step 2 (OneHot)")]
    [InlineData("Impute Median; OneHot nowhere", "Step 2 (OneHot)")]
    [InlineData("Impute Median; Script { @{ b = 1 } }; Log price -Base 1", "Step 3 (Log)")]
    [InlineData("Script { 5 }; Impute Median", "Step 1 (Script)")]
    public void Steps_are_counted_from_1(string steps, string step)
    {
        ShellResult result = shell.Run($"New-Preprocessor {{ {steps} }} -Data $gappy");
        Assert.StartsWith(step, (result.Failure ?? result.Errors.Single()).Exception.Message, StringComparison.Ordinal);
    }
}
