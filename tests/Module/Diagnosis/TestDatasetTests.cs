namespace NormTools.Module.Tests;

/// <summary>Test-Dataset finds what was put into data that is sound otherwise, and nothing where nothing was.</summary>
[Trait("Levels", "Once")]
public sealed class TestDatasetTests(Shell shell) : IClassFixture<Shell>
{
    // Two clouds of 300 rows, four columns, and a split of them; what is done to the rows goes in between.
    private const string Rows =
        """
        function New-Rows([int] $Seed, [int] $Count = 300) {
            $x = (New-RandomTensor $Count, 4 Normal -Seed $Seed).ToArray()
            foreach ($i in 0..($Count - 1)) {
                $class = $i % 2
                [pscustomobject]@{
                    a = $x[4 * $i] + 1.5 * $class; b = $x[4 * $i + 1] - $class; c = $x[4 * $i + 2]; d = $x[4 * $i + 3]
                    label = ('no', 'yes')[$class]
                }
            }
        }

        """;

    private string[] Found(string script) => [.. shell.Run(Rows + script
        + "\n$test.Finding | Where-Object Severity -NE Note | ForEach-Object { \"$($_.Check) $($_.Part)\" }").All<string>()];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Sound_data_raises_no_alarm(int seed) => Assert.Empty(Found(
        $$"""
        $split = New-Rows {{seed}} | Import-Dataset -Label label | Split-Dataset -Test 0.3 -Validation 0.2 -Seed {{seed}}
        $test = Test-Dataset $split
        """));

    [Fact]
    public void Test_rows_in_training_are_named()
    {
        string[] found = Found(
            """
            $train = New-Rows 0; $train += New-Rows 1 60
            $data = $train + (New-Rows 1 60) | Import-Dataset -Label label
            $split = $data | Split-Dataset -Test 60 -NoShuffle
            $test = Test-Dataset $split
            $finding = $test.Finding | Where-Object Check -EQ TestRowInTraining
            "rows $($finding.Affected) $($finding.Row[0]) $($finding.Row[-1]) $($finding.Value)"
            """);
        Assert.Equal(["rows 60 0 59 1", "TestRowInTraining Test"], found);
    }

    [Fact]
    public void Rows_that_are_all_but_training_rows_are_named()
    {
        string[] found = Found(
            """
            $train = New-Rows 0
            $again = $train | Select-Object -Last 60 | ForEach-Object { [pscustomobject]@{ a = $_.a + 0.01; b = $_.b - 0.01; c = $_.c; d = $_.d + 0.01; label = $_.label } }
            $split = $train + $again | Import-Dataset -Label label | Split-Dataset -Test 60 -NoShuffle
            $test = Test-Dataset $split
            """);
        Assert.Equal(["NearDuplicate Test"], found);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Rows_of_few_values_are_near_by_chance(int seed) => Assert.DoesNotContain("Problem", Found(
        $$"""
        $random = [Random]::new({{seed}})
        $passengers = foreach ($i in 1..400) {
            [pscustomobject]@{
                class = ('first', 'second', 'third')[$random.Next(3)]
                sex = ('male', 'female')[$random.Next(2)]
                age = if ($random.Next(5)) { $random.Next(1, 70) } else { '' }
                fare = [Math]::Round(5 + 90 * $random.NextDouble() * $random.NextDouble(), 2)
                town = ('S', 'C', 'Q')[$random.Next(3)]
                survived = ('no', 'yes')[$random.Next(2)]
            }
        }
        $test = $passengers | Import-Dataset -Label survived | Split-Dataset -Validation 0.2 -Test 0.2 -Stratify -Seed {{seed}} | Test-Dataset -Check NearDuplicate
        "$($test.Finding.Severity)"
        """));

    [Fact]
    public void A_column_that_is_the_label_in_other_words_is_named()
    {
        string[] found = Found(
            """
            $rows = New-Rows 0 | ForEach-Object { $_ | Add-Member code ($_.label.Length + 0.001 * $_.c) -PassThru }
            $test = $rows | Import-Dataset -Label label | Split-Dataset -Test 0.3 -Seed 0 | Test-Dataset
            ($test.Finding | Where-Object Check -EQ LeakingColumn).Column
            """);
        Assert.Equal(["code", "LeakingColumn Train"], found);
    }

    [Fact]
    public void A_column_that_is_the_quantity_in_another_unit_is_named()
    {
        string[] found = Found(
            """
            $rows = New-Rows 0 | ForEach-Object { $_ | Add-Member price (10 * $_.a + $_.c) -PassThru | Add-Member cents (1000 * $_.a + 100 * $_.c + $_.d) -PassThru }
            $test = $rows | Import-Dataset -Label price -ExcludeProperty label | Test-Dataset -Check LeakingColumn
            ($test.Finding | Where-Object Check -EQ LeakingColumn).Column
            """);
        Assert.Equal(["cents", "LeakingColumn Train"], found);
    }

    [Fact]
    public void A_shifted_part_is_told_by_its_columns_and_by_a_network()
    {
        string[] found = Found(
            """
            $later = New-Rows 1 100 | ForEach-Object { $_.c += 1.5; $_ }
            $test = (New-Rows 0) + $later | Import-Dataset -Label label | Split-Dataset -Test 100 -NoShuffle | Test-Dataset
            ($test.Finding | Where-Object Check -EQ ColumnShift).Column
            """);
        Assert.Equal("c", found[0]);
        Assert.Contains("ColumnShift Test", found);
        Assert.Contains("Shift Test", found);
    }

    [Fact]
    public void A_distance_of_Kolmogorov_and_Smirnov_is_that_of_the_two_staircases() => Assert.Equal(0.5, shell.Run(
        """
        $rows = foreach ($i in 0..199) { [pscustomobject]@{ x = $i % 100; y = $i % 3 } }
        $rows += foreach ($i in 0..99) { [pscustomobject]@{ x = 50 + $i; y = $i % 3 } }
        $test = $rows | Import-Dataset -Label y -Task Regression | Split-Dataset -Test 100 -NoShuffle | Test-Dataset -Check ColumnShift
        $test.Finding.Value
        """).Single<double>(), 12);

    [Fact]
    public void Wrong_labels_are_found_among_clouds_that_are_apart()
    {
        double[] shares = shell.Run(Rows +
            """
            $rows = @(New-Rows 0 400 | ForEach-Object { if ($_.label -eq 'yes') { $_.a += 4 } else { $_.a -= 2 }; $_ })
            $wrong = (New-RandomTensor 400 Uniform -Seed 5).ToArray()
            foreach ($i in 0..399) { if ($wrong[$i] -lt 0.2) { $rows[$i].label = if ($rows[$i].label -eq 'yes') { 'no' } else { 'yes' } } }
            $planted = 0..399 | Where-Object { $wrong[$_] -lt 0.2 }
            $found = ($rows | Import-Dataset -Label label | Test-Dataset -Check SuspiciousLabel).Finding
            $right = @($found.Row | Where-Object { $_ -in $planted })
            [double]($right.Count / $planted.Count); [double]($right.Count / $found.Row.Count)
            """).All<double>().ToArray();
        Assert.InRange(shares[0], 0.9, 1);
        Assert.InRange(shares[1], 0.9, 1);
    }

    [Fact]
    public void Dates_that_are_parts_are_judged_by_their_parts() => Assert.Equal("ConstantColumn day_Year", TensorText.Of(
        shell,
        """
        $dated = foreach ($i in 0..119) { [pscustomobject]@{ x = [Math]::Sin($i); day = ([datetime]'2020-01-01').AddDays($i).ToString('yyyy-MM-dd'); label = ('a', 'b')[$i % 2] } }
        $parted = $dated | Import-Dataset -Label label -WarningAction Ignore | Split-Dataset -Test 30 -Seed 0 -Preprocessor { DatePart day; Standardize }
        ($parted | Test-Dataset -Check OddColumn, NewCategory, ConstantColumn).Finding | ForEach-Object { "$($_.Check) $($_.Column)" }
        """).Trim());

    [Fact]
    public void Conflicting_labels_say_the_ceiling() => Assert.Equal(["ConflictingLabel", "0.75", "4"], shell.Run(
        """
        $x = ConvertTo-Tensor @(@(1, 2), @(1, 2), @(1, 2), @(1, 2), @(3, 4), @(5, 6), @(7, 8), @(9, 10))
        $y = ConvertTo-Tensor 0, 0, 1, 1, 0, 1, 0, 1 -DType Int64
        $finding = (New-Dataset $x -Target $y -Task Classification | Test-Dataset -Check ConflictingLabel).Finding
        $finding.Check; [string]$finding.Value; [string]$finding.Affected
        """).All<string>());

    [Fact]
    public void New_texts_rare_classes_constant_and_empty_columns_are_notes() => Assert.Equal(
        ["ClassImbalance", "ConstantColumn", "MissingValue", "NewCategory"], shell.Run(
        """
        $rows = foreach ($i in 0..199) { [pscustomobject]@{
            x = [Math]::Sin($i); town = if ($i -ge 195) { 'Ulm' } else { ('Bonn', 'Kiel')[$i % 2] }; one = 1
            gap = if ($i % 10) { [Math]::Cos($i) } else { $null }; label = if ($i % 50) { 'often' } else { 'rarely' } } }
        $test = $rows | Import-Dataset -Label label | Split-Dataset -Test 50 -NoShuffle | Test-Dataset -Check ClassImbalance, ConstantColumn, MissingValue, NewCategory
        $test.Finding | ForEach-Object Check | Sort-Object
        """).All<string>());

    [Theory]
    [InlineData("$x[3, 1] = [float]::PositiveInfinity", "NotFiniteValue Train 1 3 feature 1")]
    [InlineData("$x[3, 1] = [float]::NaN; $x[5, 0] = [float]::NaN; $x[5, 1] = [float]::NegativeInfinity", "NotFiniteValue Train 2 3 5 feature 0 feature 1")]
    [InlineData("$y[7] = [float]::NaN", "UnusableTarget Train 1 7")]
    [InlineData("0..79 | ForEach-Object { $y[$_] = [float]::NaN }", "UnusableTarget Train 80 ")]
    [InlineData("$y[7] = [float]::PositiveInfinity", "UnusableTarget Train 1 7")]
    [InlineData("0..79 | ForEach-Object { $y[$_] = 3 }", "UnusableTarget Train 80 ")]
    public void What_no_model_learns_from_is_a_problem(string change, string found)
    {
        string text = TensorText.Of(shell, $$"""
            $x = New-RandomTensor 80, 3 -Seed 0; $y = New-RandomTensor 80 -Seed 1
            {{change}}
            $test = New-Dataset $x -Target $y -Task Regression | Test-Dataset
            $test.IsGood
            $test.Finding | Where-Object Severity -EQ Problem | ForEach-Object { "$($_.Check) $($_.Part) $($_.Affected) $($_.Row | Select-Object -First 2) $($_.Column)".TrimEnd() }
            """);
        Assert.StartsWith("False " + found.TrimEnd(), text, StringComparison.Ordinal);
    }

    [Fact]
    public void NaN_in_images_one_class_and_one_row_are_problems()
    {
        Assert.Equal("NotFiniteValue Validation", Assert.Single(Found(
            """
            $x = New-RandomTensor 80, 1, 4, 4 -Seed 0; $x[70, 0, 2, 2] = [float]::NaN
            $test = New-Dataset $x ((1..80) | ForEach-Object { $_ % 2 }) | Split-Dataset -Validation 20 -NoShuffle | Test-Dataset -Check NotFiniteValue
            """)));
        Assert.Equal("UnusableTarget Train", Assert.Single(Found(
            "$test = New-Dataset (New-RandomTensor 80, 3 -Seed 0) (,'a' * 80) | Test-Dataset -Check UnusableTarget, SuspiciousLabel")));
        Assert.Equal(["FewRows Train"], Found("$test = New-Dataset (New-RandomTensor 1, 3 -Seed 0) (, 2.5) -Task Regression | Test-Dataset"));
        Assert.Contains("SuspiciousLabel: there is one class only", shell.Run(
            "(New-Dataset (New-RandomTensor 80, 3 -Seed 0) (,'a' * 80) | Test-Dataset).Skipped").All<string>());
    }

    [Fact]
    public void Nothing_is_said_for_data_where_no_check_could_be_made() => Assert.Equal(
        "False Nothing is known of the data: none of the checks could be made.",
        TensorText.Of(shell, "$test = New-Dataset (New-RandomTensor 9, 3 -Seed 0) | Test-Dataset -Check Leak*, *Shift; $test.IsGood; $test.Verdict"));

    [Fact]
    public void What_cannot_be_tried_says_why()
    {
        string[] skipped = shell.Run("(New-Dataset (New-RandomTensor 9, 3 -Seed 0) -Target (New-RandomTensor 9 -Seed 1) | Test-Dataset).Skipped").All<string>();
        Assert.Contains("CorrelatedColumn, LeakingColumn: it takes 50 training rows", skipped);
        Assert.Contains("ConflictingLabel, ClassImbalance, SuspiciousLabel: the target is no class", skipped);
        skipped = shell.Run("(New-Dataset (New-RandomTensor 9, 3 -Seed 0) | Test-Dataset -Check ConflictingLabel, LeakingColumn).Skipped").All<string>();
        Assert.Equal(["ConflictingLabel, LeakingColumn: there is no target"], skipped);
    }

    [Fact]
    public void A_column_without_values_is_one_finding_that_names_it() => Assert.Equal("MissingValue nothing some", TensorText.Of(
        shell,
        """
        $rows = foreach ($i in 0..99) { [pscustomobject]@{ x = [Math]::Sin($i); nothing = ''; some = if ($i % 4) { $i % 7 } else { '' }; label = 'a', 'b' | Get-Random -SetSeed $i } }
        $found = ($rows | Import-Dataset -Label label | Test-Dataset -Check MissingValue, ConstantColumn, OddColumn).Finding
        "$($found.Check) $($found.Column)"
        """));

    [Fact]
    public void Rows_are_told_how_they_become_data()
    {
        Assert.Contains("Import-Dataset -Label", shell.Run(Rows + "New-Rows 0 60 | Test-Dataset").Error("NotADataset").Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Import-Dataset -Label", shell.Run(Rows + "Test-Dataset (New-Rows 0 60)").Error("NotADataset").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantities_that_are_missing_do_not_hang_the_distance_of_two_parts() => Assert.Contains("UnusableTarget Test", Found(
        """
        $y = New-RandomTensor 200 -Seed 1; $y[150] = [float]::NaN
        $test = New-Dataset (New-RandomTensor 200, 3 -Seed 0) -Target $y -Task Regression | Split-Dataset -Test 100 -NoShuffle | Test-Dataset -Check UnusableTarget, TargetShift
        """));

    [Fact]
    public void The_page_lists_every_check()
    {
        string help = TensorText.Of(shell, "(Get-Help Test-Dataset -Parameter Check).description.Text");
        Assert.All(shell.Complete("Test-Dataset -Check "), check => Assert.Contains(check.CompletionText, help, StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_check_is_answered_with_what_was_meant() =>
        Assert.Contains("LeakingColumn", shell.Run("New-Dataset (New-Tensor 3, 2) | Test-Dataset -Check Leaking").Error("UnknownCheck").Exception.Message);
}
