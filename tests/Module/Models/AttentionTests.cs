using System.Xml.Linq;

namespace NormTools.Module.Tests;

/// <summary>Invoke-Model -Attention: the weights of a layer, as numbers, characters and a chart.</summary>
[Collection("Training runs")]
public sealed class AttentionTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public AttentionTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            $texts = 'a good film', 'bad', 'a bad film and a long one', 'good', 'a film', 'one good long film' | ForEach-Object { [pscustomobject]@{ text = $_; label = [int]($_ -like '*good*') } }
            $words = $texts | Import-Dataset -Text text -Label label -Task Classification | Split-Dataset -Preprocessor { Tokenize -MinimumCount 1 } -Validation 0.34 -Seed 3 -WarningAction Ignore
            $reader = New-Model -Data $words -Seed 0 { Embedding 8; MultiheadAttention 2; MeanStep; Linear }
            $null = $reader | Start-TrainingRun $words -Epoch 1 -Seed 0 -WarningAction Ignore
            """);
    }

    [Fact]
    public void Weights_are_the_softmax_of_queries_and_keys() => Assert.Equal(
        "3 2 4 True True",
        Told(
            """
            $m = New-Model 4, 6 -Seed 0 { Linear 6; MultiheadAttention 2; MeanStep; Linear 2 }
            $x = New-RandomTensor 3, 4, 6 Normal -Seed 1
            $maps = Invoke-Model $m $x -Attention 1
            $maps.Count; $maps[0].HeadCount; $maps[0].Step.Count
            # head 1 of sample 2 by hand
            $in = (New-Model 4, 6 -Seed 0 { Linear 6; Linear 12 })
            foreach ($name in 'weight', 'bias') { $in.Parameters["0.$name"] = $m.Parameters["0.$name"]; $in.Parameters["1.$name"] = $m.Parameters["1.in_proj_$name"]['0:12'] }
            $qk = (Invoke-Model $in $x)[2]
            $far = 0
            foreach ($q in 0..3) {
                $scores = foreach ($k in 0..3) { $s = 0; foreach ($i in 3..5) { $s += $qk[$q, $i] * $qk[$k, (6 + $i)] }; [math]::Exp($s / [math]::Sqrt(3)) }
                $sum = ($scores | Measure-Object -Sum).Sum
                foreach ($k in 0..3) { $far = [math]::Max($far, [math]::Abs($scores[$k] / $sum - $maps[2].Weight[1, $q, $k])) }
            }
            $far -lt 1e-6
            [math]::Abs(($maps[1].Mean[2, 3]) - ($maps[1].Weight[0, 2, 3] + $maps[1].Weight[1, 2, 3]) / 2) -lt 1e-7
            """));

    [Fact]
    public void A_causal_layer_reads_nothing_that_comes() => Assert.Equal(
        "0 1 True",
        Told(
            """
            $m = New-Model 4, 6 -Seed 0 { MultiheadAttention 2 -Causal; LastStep }
            $map = Invoke-Model $m (New-RandomTensor 1, 4, 6 Normal -Seed 1) -Attention 0
            $map.Weight[0, 1, 2], $map.Weight[1, 0, 0]
            $map.Entropy[0] -gt 0 -and $map.Entropy[0] -le 1
            """));

    [Fact]
    public void Texts_have_their_words_and_no_padding() => Assert.Equal(
        "a film and (unknown)|3, 3|0 1|True|True",
        Told(
            """
            $maps = 'good', 'a film and zebras' | Invoke-Model $reader -Attention 1 -WarningAction Ignore
            $own = $maps[1].Step -join ' '
            $rows = Invoke-Model $reader $words.Train -Attention 1
            "$own|$((Invoke-Model $reader 'a bad film' -Attention 1).Mean.Shape -join ', ')|$($maps.Row -join ' ')"
            "|$($rows.Count -eq $words.Train.Count)"
            "|$([math]::Abs(($maps[1].Weight[0].ToArray() | Measure-Object -Sum).Sum - 4) -lt 1e-5)"
            """).Replace(" |", "|", StringComparison.Ordinal));

    [Fact]
    public void It_is_shown_within_80_columns()
    {
        string shown = Told("$m = New-Model 90, 4 -Seed 0 { MultiheadAttention 1 }; (Invoke-Model $m (New-RandomTensor 1, 90, 4 Normal -Seed 1) -Attention 0).ToDisplayString()");
        Assert.All(shown.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 79));
        Assert.Contains("its one head", shown, StringComparison.Ordinal);
        Assert.Contains("42 rows and", shown, StringComparison.Ordinal);
        string words = Told("(Invoke-Model $reader 'a bad film' -Attention 1).ToDisplayString()");
        Assert.Contains("  2 bad", words, StringComparison.Ordinal);
        Assert.Contains("@", words, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_drawn_with_a_panel_a_head()
    {
        string place = Directory.CreateTempSubdirectory("NormTools-").FullName;
        shell.Run("param($place) Invoke-Model $reader 'a bad film' -Attention 1 | Export-TrainingChart (Join-Path $place attention.svg); Invoke-Model $reader 'a bad film' -Attention 1 | Export-TrainingChart (Join-Path $place again.svg) -Kind Heat", place);
        XElement svg = XDocument.Load(Path.Combine(place, "attention.svg")).Root!;
        string text = svg.Value;
        Assert.All(new[] { "Attention of layer 1", "mean of the heads", "head 1, entropy", "head 2, entropy", "bad reads film: 0." }, part =>
            Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.Equal(3 * 9, svg.Descendants().Count(element => element.Name.LocalName == "title" && element.Value.Contains(" reads ", StringComparison.Ordinal)));
        Assert.Equal(File.ReadAllText(Path.Combine(place, "attention.svg")), File.ReadAllText(Path.Combine(place, "again.svg")));
        Directory.Delete(place, recursive: true);
    }

    [Theory]
    [Trait("Levels", "Once")]
    [InlineData("New-Model 4, 6 -Seed 0 { LSTM 3 }", "0", "the model has neither")]
    [InlineData("New-Model 4, 6 -Seed 0 { Linear 6; MultiheadAttention 2 }", "0", "layer 0 (Linear) has no attention. There is 1")]
    [InlineData("New-Model 4, 6 -Seed 0 { Linear 6; MultiheadAttention 2 }", "7", "no layer of that name")]
    [InlineData("New-Model 4, 6 -Seed 0 { TransformerEncoder 2 2 -FeedForwardSize 4 }", "0", "0.layers.0.self_attn, 0.layers.1.self_attn")]
    public void A_layer_without_attention_is_refused_with_those_that_have_some(string model, string layer, string says) => Assert.Contains(
        says, shell.Run($"Invoke-Model ({model}) (New-Tensor 2, 4, 6) -Attention {layer}").Error("NoAttention").Exception.Message, StringComparison.Ordinal);

    [Theory]
    [Trait("Levels", "Once")]
    [InlineData("-As Class")]
    [InlineData("-Training")]
    public void Another_kind_of_answer_is_refused(string argument) => shell
        .Run($"New-Tensor 2, 4, 6 | Invoke-Model (New-Model 4, 6 {{ MultiheadAttention 2 }}) -Attention 0 {argument}").Error("ParameterHasNoEffect");

    private string Told(string script) => TensorText.Of(shell, script);
}
