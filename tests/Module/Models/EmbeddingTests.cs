namespace NormTools.Module.Tests;

/// <summary>Layers with a table of rows, as a user meets them.</summary>
public sealed class EmbeddingTests : IClassFixture<Shell>
{
    private const string Values = "function Values($name) { \"$($model.Parameters[$name].ToArray())\" }\n";

    private readonly Shell shell;

    public EmbeddingTests(Shell shell) => this.shell = shell;

    [Fact]
    public void Initialize_Model_draws_tables_as_torch_does_and_keeps_the_padding_row() => Assert.Equal(
        "True 0 0 0 True True",
        TensorText.Of(
            shell,
            Values + """
            $net = { Embedding 9 3 -PaddingIndex -1; PositionalEncoding Learned; MeanStep; Linear 2 }
            $model = New-Model 4 -Seed 5 $net; $drawn = (Values 0.weight), (Values 3.weight)
            $model | Initialize-Model Default -Seed 5
            (Values 0.weight) -eq $drawn[0]
            $model | Initialize-Model XavierUniform -Seed 5
            $model.Parameters['0.weight'][8].ToArray()
            (Values 0.weight) -ne $drawn[0]
            $model | Initialize-Model Default -Seed 5 -Name 1.weight
            ($model.Parameters['1.weight'].ToArray() | Measure-Object -Maximum).Maximum -lt 0.1
            """));

    [Fact]
    public void A_file_gives_it_back_and_a_plan_shows_it() => Assert.Equal(
        "True True EmbeddingBag",
        TensorText.Of(
            shell,
            """
            $file = Join-Path ([IO.Path]::GetTempPath()) "$([guid]::NewGuid()).safetensors"
            $model = New-Model 4 -Seed 5 { EmbeddingBag 9 3 -PaddingIndex 0 -Mode Max -MaxNorm 1.5; Linear 2 }
            $model | Export-Model $file
            $again = Import-Model $file
            $x = @(@(1, 2, 3, 0), @(8, 8, 1, 5))
            "$((Invoke-Model $again $x).ToArray())" -eq "$((Invoke-Model $model $x).ToArray())"
            $again.Layers[0].Description -eq $model.Layers[0].Description
            (Get-ModelPlan $model).Steps[0].Operation
            Remove-Item $file
            """));

    [Theory]
    [InlineData("Invoke-Model (New-Model 2 { Embedding 4 3 }) @(, @(1, 4))", "IndexOutOfRange")]
    [InlineData("New-Model 2 { EmbeddingBag 4 3 } | Start-TrainingRun (New-Dataset @(@(1, 2), @(3, -1)) 0, 1) -Epoch 1", "IndexOutOfRange")]
    [InlineData("New-Model 2 { Embedding 4 3 -PaddingIndex 4 }", "InvalidLayerArgument")]
    public void What_a_table_does_not_have_is_refused(string script, string id) => Assert.NotNull(shell.Run(script).Error(id));
}
