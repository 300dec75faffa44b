namespace NormTools.Module.Tests;

/// <summary>What may stand in the cells of raw rows, and what an error says of their row.</summary>
[Collection("Training runs")]
public sealed class RawRowTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public RawRowTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("""
            $german = [cultureinfo]::InvariantCulture.Clone() # the host has no other culture
            $german.NumberFormat.NumberDecimalSeparator = ','
            $german.NumberFormat.NumberGroupSeparator = '.'
            $rows = 0..59 | ForEach-Object {
                $day = ([datetime]'2024-01-01').AddDays(($_ * 37) % 300)
                [pscustomobject]@{ day = $day.ToString('dd.MM.yyyy'); paid = ('true', 'false', 'false')[$_ % 3]; size = ($_ * 7) % 11; y = ('no', 'yes')[($_ * 5) % 7 -gt 3] }
            }
            $split = $rows | Import-Dataset -Label y | Split-Dataset -Test 0.25 -Seed 1 -Preprocessor { DatePart day -Format dd.MM.yyyy; OneHot paid; Standardize }
            $model = New-Model -Data $split -Seed 0 { Linear }
            $null = $model | Start-TrainingRun $split -Epoch 1 -Seed 0
            $usual = @{ day = '05.02.2024'; paid = 'true'; size = 3 }
            function Text($row) { ($row | Invoke-Model $model).ToArray() -join ' ' }
            """);
    }

    [Fact]
    public void A_number_that_stands_for_a_gap_does_so_however_it_is_written()
    {
        shell.Run("""
            Set-Content marked.csv (@('a,y') + (1..40 | ForEach-Object { "$(if ($_ % 8) { $_ } else { -999 }),$(if ($_ -gt 20) { 'hi' } else { 'lo' })" }))
            $marked = Import-Dataset marked.csv -Label y -MissingMarker -999 | Split-Dataset -Test 0.25 -Seed 1 -Preprocessor { Impute Median; Standardize }
            function Filled($a) { ([pscustomobject]@{ a = $a } | Invoke-Preprocessor $marked.Train.Preprocessor).a }
            """);
        Assert.Equal("1", TensorText.Of(shell, "@('-999', '-999.0', '-9.99e2', -999, -999.0, [single]-999, '', $null | ForEach-Object { Filled $_ } | Select-Object -Unique).Count"));
        Assert.Equal("False", TensorText.Of(shell, "(Filled '-998') -eq (Filled '-999')"));
    }

    [Fact]
    public void A_number_on_another_scale_than_in_training_is_refused()
    {
        shell.Run("""
            $table = 0..39 | ForEach-Object { "$(($_ * 7) % 40),5 %;$($_ % 9);$(if (($_ * 7) % 40 -gt 20) { 'yes' } else { 'no' })" }
            Set-Content rates.csv (@('rate;size;y') + $table)
            Set-Content plain.csv (@('rate;size;y') + ($table -replace ' %'))
            $rates = Import-Dataset rates.csv -Label y -Delimiter ';' -Decimal ',' -NumberSign Percent | Split-Dataset -Test 0.25 -Seed 1 -Preprocessor { Standardize }
            $rated = New-Model -Data $rates -Seed 0 { Linear }
            $null = $rated | Start-TrainingRun $rates -Epoch 1 -Seed 0
            $rated | Export-Model rated.safetensors
            $later = Import-Model rated.safetensors
            function Raw($rate, $size = 3) { [pscustomobject]@{ rate = $rate; size = $size } | Invoke-Model $later }
            function Rate($rate) { (Raw $rate).ToArray() -join ' ' }
            """);
        Assert.Equal("True True True", TensorText.Of(shell, "(Rate '2,5 %') -eq (Rate 0.025); (Rate '2,5%') -eq (Rate 0.025); (Rate '0') -eq (Rate 0)"));
        Assert.Contains("'2,5' of row 0", shell.Run("Raw '2,5'").Error("MixedNumberSigns").Exception.Message, StringComparison.Ordinal);
        Assert.Contains("'3 %'", shell.Run("Raw '2,5 %' '3 %'").Error("MixedNumberSigns").Exception.Message, StringComparison.Ordinal);
        Assert.Contains(
            "-Like", shell.Run("Import-Dataset plain.csv -Label y -Delimiter ';' -Like $rates.Train").Error("MixedNumberSigns").Exception.Message, StringComparison.Ordinal);
        Assert.Equal("40", TensorText.Of(shell, "(Import-Dataset rates.csv -Label y -Delimiter ';' -Like $rates.Train).Count"));
    }

    [Theory]
    [InlineData("'$ 12'", "'$ 12' of row 0 (counted from 0) is in another currency than the training data's amounts, which are in EUR")]
    [InlineData("'12 CHF'", "'12 CHF'")]
    [InlineData("'12 \u00a3'", "another currency")]
    [InlineData("'US$12'", "another currency")]
    [InlineData("'-$3'", "another currency")]
    [InlineData("'\u20b912'", "another currency")]
    public void An_amount_in_another_currency_than_in_training_is_refused(string cell, string reason)
    {
        Prices();
        foreach (string row in new[] { $"@{{ price = {cell}; size = 3 }}", $"@{{ price = 12; size = 3; y = {cell} }}" })
        {
            Assert.Contains(reason, shell.Run($"{row} | Invoke-Model $priced -ErrorVariable one 2> $null; try {{ Test-Model $priced {row} -ErrorVariable two 2> $null }} catch {{ $two = $_ }}; (@($one) + $two)"
                + " | Where-Object FullyQualifiedErrorId -Like 'MixedNumberSigns*' | ForEach-Object { $_.Exception.Message }").Objects[^1].ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("'12 \u20ac'", "3", null)]
    [InlineData("'EUR 12'", "'3'", null)]
    [InlineData("'\u20ac12'", "3.0", null)]
    [InlineData("12", "3", null)]
    [InlineData("'12'", "3", "'price' has amounts without a currency, and the training data with one (EUR)")]
    [InlineData("12.0", "'3 \u20ac'", "'size' has amounts with a currency, and the training data without one")]
    public void Amounts_in_the_same_are_taken_and_others_are_told(string price, string size, string? warning)
    {
        Prices();
        ShellResult result = shell.Run($"(@{{ price = {price}; size = {size} }} | Invoke-Model $priced).ToArray() -join ' '");
        Assert.Equal(shell.Run("(@{ price = 12; size = 3 } | Invoke-Model $priced).ToArray() -join ' '").Single<string>(), result.Single<string>());
        Assert.Equal(warning is null ? 0 : 1, result.Warnings.Count(said => warning is null || said.Contains(warning, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("$amounts -replace ' \u20ac', ' $'", "", "MixedNumberSigns", "is in USD here, and in EUR in the data of -Like")]
    [InlineData("$amounts -replace ' \u20ac', ' %'", "-NumberSign Percent, Currency", "MixedNumberSigns", "with a percent sign")]
    [InlineData("$amounts -replace ' \u20ac', ' GBP'", "", "MixedNumberSigns", "in GBP")]
    [InlineData("$amounts -replace ' \u20ac'", "", null, "without a currency, and the data of -Like with one (EUR)")]
    [InlineData("$amounts", "", null, null)]
    [InlineData("$amounts -replace ' \u20ac', ' EUR'", "", null, null)]
    public void A_file_with_Like_is_held_against_the_currency(string lines, string arguments, string? id, string? said)
    {
        Prices();
        ShellResult result = shell.Run($"Set-Content other.csv (@('price;size;y') + ({lines})); (Import-Dataset other.csv -Label y -Delimiter ';' {arguments} -Like $prices.Train).Count");
        string all = string.Join(' ', result.Warnings.Concat(result.Errors.Select(error => $"{error.FullyQualifiedErrorId} {error.Exception.Message}")));
        Assert.Contains(said ?? string.Empty, all, StringComparison.Ordinal);
        Assert.Contains(id ?? string.Empty, all, StringComparison.Ordinal);
        Assert.Equal(said is null, all.Length == 0);
        Assert.Equal(id is null ? "40" : "0", Assert.Single(result.Objects).ToString());
    }

    [Fact]
    public void Percent_and_currency_are_held_against_data_that_were_read_without_signs() => Assert.Equal("MixedNumberSigns 40 MixedNumberSigns", TensorText.Of(shell, """
        Set-Content bare.csv (@('rate;y') + (0..39 | ForEach-Object { "0.$($_ % 9 + 1);$(('no', 'yes')[$_ % 2])" }))
        Set-Content signed.csv (@('rate;y') + (0..39 | ForEach-Object { "$($_ % 9 + 1) %;$(('no', 'yes')[$_ % 2])" }))
        $bare = Import-Dataset bare.csv -Label y
        try { Import-Dataset signed.csv -Label y -NumberSign Percent -Like $bare -ErrorAction Stop } catch { $_.FullyQualifiedErrorId -replace ',.*' }
        (Import-Dataset bare.csv -Label y -NumberSign Percent -Like $bare).Count
        try { Join-Dataset $bare, (Import-Dataset signed.csv -Label y -NumberSign Percent) -ErrorAction Stop } catch { $_.FullyQualifiedErrorId -replace ',.*' }
        """));

    [Theory]
    [InlineData("day = [datetime]'2024-02-05'")]
    [InlineData("day = [datetime]'2024-02-05T13:30'")]
    [InlineData("day = [DateTimeOffset]'2024-02-05T23:30:00+05:00'")]
    [InlineData("day = [DateOnly]::new(2024, 2, 5)")]
    [InlineData("day = '2024-02-05'")]
    [InlineData("paid = $true")]
    [InlineData("paid = [psobject]$true")]
    [InlineData("size = [decimal]3")]
    [InlineData("size = '3'")]
    [InlineData("size = [char]'3'")]
    [InlineData("size = [byte]3")]
    [InlineData("size = [bigint]3")]
    public void A_cell_may_be_an_object_of_its_kind(string cell) => Assert.Equal("True", shell.Run(
        $$"""
        $row = $usual.Clone()
        $other = @{ {{cell}} }
        foreach ($name in $other.Keys) { $row[$name] = $other[$name] }
        (Text $row) -eq (Text $usual)
        """).Single<bool>().ToString());

    [Fact]
    public void The_sessions_culture_changes_nothing() => Assert.Equal("True", shell.Run(
        """
        $before = [cultureinfo]::CurrentCulture
        try
        {
            [cultureinfo]::CurrentCulture = $german
            (Text @{ day = [datetime]'2024-02-05'; paid = $true; size = [decimal]3 }) -eq (Text $usual)
        }
        finally { [cultureinfo]::CurrentCulture = $before }
        """).Single<bool>().ToString());

    [Theory]
    [InlineData("size = '3,5'", "TextInNumberColumn", "row 1 ")]
    [InlineData("size = [timespan]::FromHours(1)", "TextInNumberColumn", "row 1 ")]
    [InlineData("size = [DayOfWeek]::Monday", "TextInNumberColumn", "row 1 ")]
    [InlineData("size = '1e39'", "ValueOutOfRange", "row 1 ")]
    [InlineData("size = $null", "MissingValue", "'size' is missing in row 1 ")]
    [InlineData("size = [DBNull]::Value", "MissingValue", "'size' is missing in row 1 ")]
    [InlineData("day = $null", "MissingValue", "'day' is missing in row 1 ")]
    [InlineData("day = 'NA'", "MissingValue", "'day' is missing in row 1 ")]
    public void An_error_names_the_row_and_the_users_column(string cell, string id, string said)
    {
        ShellResult result = shell.Run($$"""
            $row = $usual.Clone()
            $other = @{ {{cell}} }
            foreach ($name in $other.Keys) { $row[$name] = $other[$name] }
            $usual, $row, $usual | Invoke-Model $model -As Row
            """);
        Assert.Contains(said, result.Error(id).Exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, result.Objects.Count);
    }

    [Theory]
    [InlineData("$usual, @{ day = '05.02.2024'; paid = 'true' }, @{ day = '05.02.2024'; paid = 'true' } | Invoke-Model $model -As Row", 1, "1 further row came without 'size'")]
    [InlineData("$rows | Select-Object day, paid | Invoke-Model $model", 0, "59 further rows came without 'size'")]
    [InlineData("$rows | Select-Object day | Invoke-Preprocessor $model", 0, "59 further rows came without 'paid', 'size'")]
    public void Rows_that_lack_a_column_are_one_error_and_a_number(string script, int answers, string warning)
    {
        ShellResult result = shell.Run(script);
        Assert.Contains("(counted from 0) lacks", result.Error("MissingColumn").Exception.Message, StringComparison.Ordinal);
        Assert.Contains(warning, Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(answers, result.Objects.Count);
    }

    [Fact]
    public void A_class_that_training_did_not_have_is_told_with_its_row() => Assert.Contains(
        "'maybe' in row 1 (counted from 0)",
        shell.Run("$model | Test-Model @($rows[0], [pscustomobject]@{ day = '05.02.2024'; paid = 'true'; size = 1; y = 'maybe' })")
            .Error("UnknownClass").Exception.Message,
        StringComparison.Ordinal);

    private void Prices() => shell.Run("""
        if ($priced) { return }
        $amounts = 0..39 | ForEach-Object { "$(($_ * 7) % 37) \u20ac;$($_ % 9);$(($_ * 3) % 40) \u20ac" } | ForEach-Object { $_ -replace '\\u20ac', [char]0x20ac }
        Set-Content prices.csv (@('price;size;y') + $amounts)
        $prices = Import-Dataset prices.csv -Label y -Task Regression -Delimiter ';' -NumberSign Currency | Split-Dataset -Test 0.25 -Seed 1 -Preprocessor { Standardize }
        $trained = New-Model -Data $prices -Seed 0 { Linear }
        $null = $trained | Start-TrainingRun $prices -Epoch 1 -Seed 0
        $trained | Export-Model priced.safetensors
        $priced = Import-Model priced.safetensors
        """);
}
