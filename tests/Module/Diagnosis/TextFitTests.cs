namespace NormTools.Module.Tests;

/// <summary>Test-ModelFit of models of texts, whose features are numbers of words: nothing scales them or measures distances of them.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class TextFitTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public TextFitTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            "$reviews = Import-Dataset ($args[0] + '/reviews.csv') -Label opinion -Text text | Split-Dataset -Test .25 -Validation .2 -Stratify -Seed 1",
            Path.Combine(BuiltModule.Folder, "data"));
    }

    [Theory]
    [InlineData("{ EmbeddingBag 16; Linear }", 5, "CannotTell")]
    [InlineData("{ EmbeddingBag 16; Linear }", 40, "Overfitting")]
    [InlineData("{ Embedding 16; MeanStep; Linear 8; ReLU; Linear }", 30, "Overfitting")]
    [InlineData("{ Embedding 16; LSTM 16; LastStep; Linear }", 20, "Good")]
    public void It_is_held_against_the_largest_class_alone(string layers, int epochs, string verdict)
    {
        string[] told = shell.Run(
            $$"""
            $judged = New-Model -Data $reviews -Seed 0 {{layers}} | Start-TrainingRun $reviews -Epoch {{epochs}} -LearningRate .01 -Seed 0 | Test-ModelFit
            "$judged"
            ($judged.Evidence | Where-Object Name -eq 'The largest class alone').Value
            $judged.Evidence.Name -like 'A *' -join ','
            $judged.Remedy.Command -join '; '
            """).All<object>().Select(line => $"{line}").ToArray();
        Assert.Equal([verdict, "0.5", ""], told[..3]);
        Assert.DoesNotContain("Standard", told[3], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_learnt_by_heart_is_overfitting_and_its_remedies_are_those_of_texts()
    {
        string text = shell.Run(
            """
            $random = [Random]::new(3)
            $guessed = 1..200 | ForEach-Object { [pscustomobject]@{ text = (1..6 | ForEach-Object { 'w{0}' -f $random.Next(40) }) -join ' '; kind = ('a', 'b')[$random.Next(2)] } } |
                Import-Dataset -Label kind -Text text | Split-Dataset -Validation 0.4 -Stratify -Seed 1
            $heart = New-Model -Data $guessed -Seed 0 { EmbeddingBag 32; Linear } | Start-TrainingRun $guessed -Epoch 60 -LearningRate .05 -Seed 0 | Test-ModelFit
            "$heart"; $heart.Remedy.Command -join '; '
            """).All<string>().Aggregate((one, two) => $"{one}: {two}");
        Assert.StartsWith("Overfitting", text, StringComparison.Ordinal);
        Assert.Contains("New-Model { EmbeddingBag 8; ... }", text, StringComparison.Ordinal);
        Assert.Contains("New-Model { EmbeddingBag 32; Dropout 0.3; ... }", text, StringComparison.Ordinal);
        Assert.DoesNotContain("PrincipalComponent", text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_remedy_that_is_tried_changes_numbers_of_words()
    {
        string[] tried = shell.Run(
            """
            $some = New-Model -Data $reviews -Seed 0 { EmbeddingBag 16; Linear } | Start-TrainingRun $reviews -Epoch 12 -LearningRate .05 -Seed 0 | Test-ModelFit -Try
            $some.Remedy.Change
            @($some.Remedy | Where-Object { $null -ne $_.Difference }).Count -eq $some.Remedy.Count
            """).All<object>().Select(line => $"{line}").ToArray();
        Assert.Equal("True", tried[^1]);
        Assert.Contains("Early stopping", tried);
        Assert.DoesNotContain(tried, change => new[] { "Standardised", "components", "noise", "Mixed" }.Any(part => change.Contains(part, StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [InlineData("{ Linear 4; ReLU; Linear } | Start-TrainingRun $reviews -Epoch 1", "{ EmbeddingBag 16; Linear }")]
    [InlineData("{ Linear 4; ReLU; Linear } | Invoke-Model -InputObject $reviews.Test", "{ EmbeddingBag 16; Linear }")]
    [InlineData("{ Linear 4; ReLU; Linear } | Find-LearningRate $reviews", "{ EmbeddingBag 16; Linear }")]
    [InlineData("{ Embedding 4; Flatten; Linear } | Start-TrainingRun $reviews -Epoch 1", "LastStep, MeanStep or MaxStep in front of the layer")]
    public void A_model_that_mixes_their_steps_is_told_in_terms_of_texts(string model, string says)
    {
        string script = model.Contains("-InputObject", StringComparison.Ordinal)
            ? "$mixing = New-Model -Data $reviews -Seed 0 { Linear 4; ReLU; Linear }; $reviews.Test | Invoke-Model $mixing"
            : "New-Model -Data $reviews -Seed 0 " + model;
        string message = shell.Run(script).Error("StepsAreMixed").Exception.Message;
        Assert.Contains(says, message, StringComparison.Ordinal);
        Assert.DoesNotContain("-SequenceLength", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'' | Invoke-Model $words", 0)]
    [InlineData("' ', '...' , 'good film' | Invoke-Model $words -As Row", 0)]
    [InlineData("'good film', '' | Invoke-Model $words -As Row", 1)]
    public void A_text_without_a_word_is_told_in_front_of_the_model(string call, int row)
    {
        ShellResult result = shell.Run($"$words = New-Model -Data $reviews -Seed 0 {{ EmbeddingBag 4; Linear }}; $null = $words | Start-TrainingRun $reviews -Epoch 1; {call}");
        Assert.Null(result.Failure);
        Assert.All(result.Errors, error => Assert.Contains("in front of Invoke-Model", error.Exception.Message, StringComparison.Ordinal));
        Assert.StartsWith($"Row {row} (counted from 0): a blank text has no word", result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Import-Csv", result.Errors[0].Exception.Message, StringComparison.Ordinal);
    }
}
