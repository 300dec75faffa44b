namespace NormTools.Module.Tests;

/// <summary>Texts, from the table to the model that was trained on them and its file.</summary>
[Collection("Training runs")]
public sealed class TextDataTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public TextDataTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            $words = 'red', 'blue', 'green', '빨강', '파랑', '초록', 'up', 'down'
            $table = foreach ($i in 0..59) {
                $n = 1 + $i * 7 % 5
                $text = (0..$n | ForEach-Object { $words[($i * ($_ + 3) + $_) % 8] }) -join ' '
                [pscustomobject]@{ number = $i; text = "$text, w$i!"; kind = ('a', 'b', 'c')[$i * 5 % 3] }
            }
            $texts = $table | Import-Dataset -Label kind -Text text
            $split = $texts | Split-Dataset -Test 0.25 -Validation 0.25 -Seed 1
            $lstm = { Embedding 6; LSTM 5 -Bidirectional; LastStep; Linear }
            """);
    }

    [Fact]
    public void The_vocabulary_is_that_of_the_training_part_alone() => Assert.Equal(
        "True True True True",
        TensorText.Of(
            shell,
            """
            $counts = @{}
            ($split.Train | Select-Dataset -As Row -First 999).text | ForEach-Object { [regex]::Matches($_.ToLowerInvariant(), '[\p{L}\p{N}]+').Value } | ForEach-Object { $counts[$_]++ }
            $own = [System.Collections.Generic.List[string]]@($counts.Keys.Where{ $counts[$_] -ge 2 })
            $own.Sort([System.Comparison[string]]{ param($a, $b) if ($counts[$a] -ne $counts[$b]) { $counts[$b] - $counts[$a] } else { [string]::CompareOrdinal($a, $b) } })
            $size = $split.Train.TextSummary.VocabularySize
            $size -eq $own.Count + 2
            $raw = $split.Test | Select-Dataset -As Row -First 1
            $expected = [regex]::Matches($raw.text, '[\p{L}\p{N}]+').Value | ForEach-Object { $at = $own.IndexOf($_); if ($at -ge 0) { $at + 2 } else { 1 } }
            $x = $split.Test.Feature.ToArray()
            "$($x[0..($expected.Count - 1)])" -eq "$expected"
            $split.Test.SequenceLength[0] -eq $expected.Count
            ($x[$expected.Count..($split.Test.FeatureShape[0] - 1)] | Measure-Object -Sum).Sum -eq 0 -or $expected.Count -eq $split.Test.FeatureShape[0]
            """));

    [Fact]
    public void A_model_of_the_file_gives_the_same_bits_of_texts_rows_and_data_sets_in_another_session()
    {
        string folder = Directory.CreateTempSubdirectory("normtools-text-").FullName;
        try
        {
            string file = Path.Combine(folder, "model.safetensors");
            const string Ask = """
                $given = '파랑 RED blue', 'green unheard-of down', ('up ' * 30)
                $rows = $given | ForEach-Object { [pscustomobject]@{ other = 1; text = $_ } }
                $one = (Invoke-Model $own $given -WarningAction Ignore).ToArray()
                $two = ($rows | Invoke-Model $own -WarningAction Ignore).ToArray()
                $three = foreach ($text in $given) { ($text | Invoke-Model $own -WarningAction Ignore).ToArray() }
                $four = ($rows | Import-Dataset -Text text | Invoke-Model $own -WarningAction Ignore).ToArray()
                $bits = foreach ($list in $one, $two, $three, $four) { ($list | ForEach-Object { [BitConverter]::SingleToInt32Bits($_) }) -join ',' }
                $bits | Select-Object -Unique
                """;
            string[] here = shell.Run($$"""
                $own = New-Model -Data $split -Seed 2 $lstm
                $run = $own | Start-TrainingRun $split -Epoch 6 -BatchSize 8 -Optimizer Adam -Seed 1
                $own | Export-Model '{{file}}'
                {{Ask}}
                """).All<string>();
            Assert.Single(here);
            Assert.Equal(9, here[0].Split(',').Length);
            (int code, string output, string error) = BuiltModule.RunApart($"$own = Import-Model '{file}'\n{Ask}");
            Assert.True(code == 0, error);
            Assert.Equal(here[0], output.Trim());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Tests_of_raw_rows_parts_and_tensors_agree() => Assert.Equal(
        "True True True True",
        TensorText.Of(
            shell,
            """
            $judged = New-Model -Data $split -Seed 2 $lstm
            $null = $judged | Start-TrainingRun $split -Epoch 3 -BatchSize 8 -Seed 1
            $wanted = ($judged | Test-Model $split -WarningAction Ignore).Loss
            ($judged | Test-Model $split.Test -WarningAction Ignore).Loss -eq $wanted
            ($judged | Test-Model @($split.Test | Select-Dataset -As Row) -WarningAction Ignore).Loss -eq $wanted
            ($judged | Test-Model ($split.Test | Select-Dataset -As Row | Import-Dataset -Label kind -Text text -Like $split) -WarningAction Ignore).Loss -eq $wanted
            "$((Invoke-Model $judged $split.Test.Feature).ToArray())" -eq "$((Invoke-Model $judged $split.Test).ToArray())"
            """));

    [Theory]
    [InlineData("Embedding 6; LSTM 4; LastStep; Linear", "0.weight")]
    [InlineData("EmbeddingBag 6; Linear", "0.weight")]
    [InlineData("EmbeddingBag -Size 6; Linear", "0.weight")]
    [InlineData("Sequential { Embedding 6; MeanStep }; Linear", "0.0.weight")]
    [InlineData("Branch { EmbeddingBag 6 } { EmbeddingBag 4 }; Linear", "0.0.0.weight")]
    [InlineData("Embedding 8; PositionalEncoding; TransformerEncoderLayer 2 -FeedForwardSize 16; MeanStep; Linear", "0.weight")]
    public void Tables_have_a_row_for_each_number_of_the_vocabulary(string layers, string weight) => Assert.Equal(
        "True",
        TensorText.Of(shell, $"(New-Model -Data $split -Seed 0 {{ {layers} }}).Parameters['{weight}'].Shape[0] -eq $split.Train.TextSummary.VocabularySize"));

    [Theory]
    [InlineData("New-Model 3 { Embedding 10 2 }", "10 2")]
    [InlineData("New-Model 3 { Embedding -RowCount 10 -Size 2 }", "10 2")]
    [InlineData("New-Model 3 { Embedding 10 -Size 2 }", "10 2")]
    [InlineData("New-Model 3 { EmbeddingBag -Size 2 10 }", "10 2")]
    public void Two_numbers_are_rows_and_values_as_before(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, $"({script}).Parameters['0.weight'].Shape"));

    [Theory]
    [InlineData("New-Model 3 { Embedding 6 }", "RowCountMissing")]
    [InlineData("New-Model 3 { Sequential { EmbeddingBag 6 } }", "RowCountMissing")]
    [InlineData("New-Model -Data (New-Dataset @(@(1, 2), @(3, 4)) a, b) { EmbeddingBag 6; Linear }", "RowCountMissing")]
    [InlineData("New-Model -Data $split { Embedding -RowCount 6; Linear }", "TableSizeMissing")]
    [InlineData("New-Model -Data $split { Embedding; Linear }", "TableSizeMissing")]
    [InlineData("New-Model -Data $texts { Embedding 6; Linear }", "UnpreparedData")]
    [InlineData("$texts | Split-Dataset -Test 0.2 -Standardize", "ParameterHasNoEffect")]
    [InlineData("$texts | Split-Dataset -Test 0.2 -Preprocessor { Tokenize; Standardize }", "StepBehindWords")]
    [InlineData("$texts | Split-Dataset -Test 0.2 -Preprocessor { Tokenize; Script { $_ } }", "StepBehindWords")]
    [InlineData("$texts | Split-Dataset -Test 0.2 -Preprocessor { Tokenize number }", "ColumnNotFound")]
    [InlineData("$texts | Split-Dataset -Test 0.2 -Preprocessor { Tokenize -MinimumCount 999 }", "NoVocabulary")]
    [InlineData("$table | Import-Dataset -Label kind -Text kind", "TextIsNoFeature")]
    [InlineData("$table | Import-Dataset -Label kind -Text nothing", "ColumnNotFound")]
    [InlineData("$table | Import-Dataset -Label kind -Text number", "NumbersAsText")]
    [InlineData("$table | Import-Dataset -Label kind -Text text -Encode text", "ParameterHasNoEffect")]
    [InlineData("$table | Import-Dataset -Label kind -Text text -Property number, text | Split-Dataset -Test 0.2", "TextAmongColumns")]
    [InlineData("@($table) + [pscustomobject]@{ text = '?!'; kind = 'a' } | Import-Dataset -Label kind -Text text | Split-Dataset -Test 1 -NoShuffle", "TextWithoutWords")]
    [InlineData("@([pscustomobject]@{ text = ''; kind = 'a' }) + $table | Import-Dataset -Label kind -Text text | Split-Dataset -Test 1 -NoShuffle", "TextWithoutWords")]
    public void What_cannot_be_done_with_texts_is_one_error(string script, string id) => shell.Run($"$null = {script}").Error(id);

    [Fact]
    public void A_row_without_a_word_is_an_error_of_its_own_and_the_others_are_answered()
    {
        ShellResult result = shell.Run(
            """
            $few = New-Model -Data $split -Seed 2 { EmbeddingBag 4; Linear }
            $null = $few | Start-TrainingRun $split -Epoch 1 -Seed 1
            'red', '...', 'blue' | Invoke-Model $few -As Row | ForEach-Object text
            """);
        Assert.Equal(["red", "blue"], result.Objects.Select(text => $"{text}"));
        string message = result.Error("TextWithoutWords").Exception.Message;
        Assert.Contains("'...'", message, StringComparison.Ordinal);
        Assert.Contains("row 1", message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Cut_texts_and_unknown_words_are_told()
    {
        ShellResult cut = shell.Run("$short = $texts | Split-Dataset -Test 0.25 -Seed 1 -Preprocessor { Tokenize -MaximumLength 4 }; $short.Train.TextSummary.CutCount + $short.Test.TextSummary.CutCount; $short.Test.FeatureShape[0]");
        Assert.Equal([36L, 4L], cut.All<long>());
        Assert.Contains("36 texts of 60 (60.0 %) are longer than 4 steps", Assert.Single(cut.Warnings), StringComparison.Ordinal);

        shell.Run("$known = New-Model -Data $split -Seed 2 { EmbeddingBag 4; Linear }; $null = $known | Start-TrainingRun $split -Epoch 1 -Seed 1");
        ShellResult some = shell.Run("$null = Invoke-Model $known 'red', 'quite unheard of'");
        Assert.Contains(some.Warnings, warning => warning.Contains("1 text of 2 has no word of the vocabulary", StringComparison.Ordinal));
        Assert.Contains(some.Warnings, warning => warning.Contains("75.0 % of the words", StringComparison.Ordinal));
        shell.Run("Invoke-Model $known 'quite unheard of', 'und fremd'").Error("NoKnownWord");
        Assert.Empty(shell.Run("$null = Invoke-Model $known 'red blue up'").Warnings);
    }

    [Fact]
    public void The_view_of_a_split_has_words_unknown_and_cut() => Assert.Matches(
        @"Words\s+Unknown\s+Cut\s+-+[\s-]+Train\s+30\s+50\.0 %.*\d\d\.\d %\s+0",
        shell.Run("$split | Out-String -Width 120").Single<string>());

    [Fact]
    public void Folds_learn_their_own_vocabulary_and_parts_keep_their_counts() => Assert.Equal(
        "3 True True 2 True",
        TensorText.Of(
            shell,
            """
            $folds = $texts | Split-Dataset -Fold 3 -Seed 1 -Preprocessor { Tokenize -MaximumLength 9 }
            $folds.Count
            ($folds.Train.FeatureShape | Select-Object -Unique) -eq 9
            @($folds | ForEach-Object { $_.Test.TextSummary.UnknownShare }).Where{ $_ -le 0 }.Count -eq 0
            $two = $split.Train[3, 1]
            $two.TextSummary.TextCount
            (Join-Dataset -InputObject $split.Train, $split.Test).TextSummary.WordCount -eq $split.Train.TextSummary.WordCount + $split.Test.TextSummary.WordCount
            """));

    [Fact]
    public void A_cross_validation_trains_on_raw_texts() => Assert.Equal(
        "True",
        TensorText.Of(shell, "$cv = Measure-CrossValidation { EmbeddingBag 8; Linear } -Data $texts -Fold 3 -Epoch 2 -Seed 1; @($cv.Fold).Count -eq 3"));

    [Fact]
    public void Quantities_of_texts_are_scaled_in_their_unit() => Assert.Equal(
        "True True",
        TensorText.Of(
            shell,
            """
            $priced = $table | Select-Object text, @{ n = 'price'; e = { 1000.5 + 10 * $_.number } } | Import-Dataset -Label price -Text text | Split-Dataset -Test 0.2 -Seed 1 -Preprocessor { ScaleTarget }
            $pricing = New-Model -Data $priced -Seed 0 { EmbeddingBag 8; Linear }
            $null = $pricing | Start-TrainingRun $priced -Epoch 5 -Seed 0
            $answer = ('red blue' | Invoke-Model $pricing -As Row).Prediction
            $answer -gt 900
            $priced.Train.Preprocessor.Step.Type -contains 'Tokenize'
            """));
}
