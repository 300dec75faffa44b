namespace NormTools.Module.Tests;

/// <summary>Weight norm and spectral norm around layers, as a script uses them.</summary>
[Collection("Training runs")]
public sealed class ParametrizationTests(Shell shell) : IClassFixture<Shell>
{
    private const string Networks = """
        $blocks = @{
            WeightNorm = { WeightNorm { Linear 16 }; BatchNorm; ReLU; WeightNorm { Linear 3 } -Dimension $null }
            SpectralNorm = { SpectralNorm { Linear 16 }; BatchNorm; ReLU; SpectralNorm { Linear 3 } -PowerIteration 2 }
        }
        $x = New-RandomTensor 60, 4 -Distribution Normal -Seed 1
        $data = New-Dataset $x @(0..59 | ForEach-Object { $_ % 3 })
        function Same($a, $b) { ($a.ToArray() -join ' ') -ceq ($b.ToArray() -join ' ') }
        function SameState($a, $b) {
            foreach ($state in 'Parameters', 'Buffers') {
                foreach ($name in $a.$state.Keys) {
                    if (-not (Same $a.$state[$name] $b.$state[$name])) { $name }
                }
            }
        }
        """;

    [Theory]
    [InlineData(
        "WeightNorm", "0.bias 0.parametrizations.weight.original0 0.parametrizations.weight.original1",
        "Linear(in_features=4, out_features=16, bias=True) with WeightNorm(dim=0)")]
    [InlineData(
        "SpectralNorm",
        "0.bias 0.parametrizations.weight.original 0.parametrizations.weight.0._u 0.parametrizations.weight.0._v",
        "Linear(in_features=4, out_features=16, bias=True) with SpectralNorm(dim=0, n_power_iterations=1, eps=1e-12)")]
    public void The_state_has_the_names_of_pytorch(string block, string names, string description)
    {
        ShellResult result = shell.Run(Networks + """
            $model = New-Model 4 -Seed 3 $blocks[$args[0]]
            "$((@($model.Parameters.Keys) + @($model.Buffers.Keys)) -like '0.*')"
            $model.Layers[0].Description
            $model.Layers[0].Type
            """, block);
        Assert.Null(result.Failure);
        Assert.Empty(result.Errors);
        Assert.Equal([names, description, "Linear"], result.Objects.Select(item => item.ToString()));
    }

    [Theory]
    [InlineData("WeightNorm")]
    [InlineData("SpectralNorm")]
    public void Training_learns_and_a_resumed_run_is_the_same_to_the_bit(string block)
    {
        ShellResult result = shell.Run(Networks + """
            $folder = [IO.Directory]::CreateTempSubdirectory('normtools').FullName
            try {
                $whole = New-Model 4 -Seed 3 $blocks[$args[0]]
                $run = $whole | Start-TrainingRun $data -Epoch 6 -BatchSize 16 -Seed 5 -LearningRate 0.02
                $run.History[-1].TrainingLoss -lt $run.History[0].TrainingLoss
                $half = New-Model 4 -Seed 3 $blocks[$args[0]]
                $arguments = @{ Epoch = 6; BatchSize = 16; Seed = 5; LearningRate = 0.02 }
                $arguments.CheckpointPath = "$folder/half.safetensors"
                try {
                    $half | Start-TrainingRun $data @arguments -OnEpoch { if ($_.Epoch -eq 4) { throw 'power cut' } }
                } catch {
                    "$_"
                }

                $rest = New-Model 4 -Seed 3 $blocks[$args[0]]
                $null = $rest | Start-TrainingRun $data @arguments -Resume
                "differs: $(SameState $whole $rest)"
                $whole | Export-Model -Path "$folder/model.safetensors"
                $read = Import-Model "$folder/model.safetensors"
                "differs: $(SameState $whole $read)"
                Same (Invoke-Model $whole $x) (Invoke-Model $read $x)
                Same (Invoke-Model $whole $x) (Invoke-Model $whole.Clone() $x)
            } finally {
                [IO.Directory]::Delete($folder, $true)
            }
            """, block);
        Assert.Null(result.Failure);
        Assert.Empty(result.Errors);
        Assert.Equal(
            ["True", "power cut", "differs: ", "differs: ", "True", "True"], result.Objects.Select(item => item.ToString()));
    }

    [Theory]
    [InlineData("WeightNorm")]
    [InlineData("SpectralNorm")]
    public void The_default_initialisation_is_that_of_a_new_model(string block)
    {
        ShellResult result = shell.Run(Networks + """
            $model = New-Model 4 -Seed 3 $blocks[$args[0]]
            $other = New-Model 4 -Seed 4 $blocks[$args[0]]
            $other | Initialize-Model Default -Seed 3
            "differs: $(SameState $model $other)"
            """, block);
        Assert.Null(result.Failure);
        Assert.Empty(result.Errors);
        Assert.Equal(["differs: "], result.Objects.Select(item => item.ToString()));
    }

    [Theory]
    [InlineData("WeightNorm")]
    [InlineData("SpectralNorm")]
    public void A_scheme_draws_the_weight_that_it_draws_without(string block)
    {
        ShellResult result = shell.Run(Networks + """
            $model = New-Model 4 -Seed 3 $blocks[$args[0]]
            $plain = New-Model 4 -Seed 3 { Linear 16; BatchNorm; ReLU; Linear 3 }
            $model, $plain | Initialize-Model XavierNormal -SeedPerParameter -Seed 9
            $drawn = $model.Parameters.Keys -match 'original1?$'
            Same $model.Parameters[$drawn[0]] $plain.Parameters['0.weight']
            Same $model.Parameters[$drawn[1]] $plain.Parameters['3.weight']
            $difference = (Invoke-Model $model $x) - (Invoke-Model $plain $x) | Measure-Tensor
            [Math]::Max($difference.Maximum, -$difference.Minimum) -lt 1e-5
            """, block);
        Assert.Null(result.Failure);
        Assert.Empty(result.Errors);
        // The product of spectral norm is another one: it divides by sigma.
        Assert.Equal(["True", "True", $"{block == "WeightNorm"}"], result.Objects.Select(item => item.ToString()));
    }

    [Fact]
    public void Lsuv_scales_the_magnitudes()
    {
        ShellResult result = shell.Run(Networks + """
            $model = New-Model 4 -Seed 3 { WeightNorm { Linear 16 }; Tanh; WeightNorm { Linear 3 } }
            $model | Initialize-Model Lsuv -Data $x -Seed 1
            ($model | Measure-SignalPropagation -Data $x).Layers.Where({ $_.Type -eq 'Linear' }).ForEach({
                [Math]::Abs($_.StandardDeviation * $_.StandardDeviation - 1) -lt 0.1 })
            $rows = $model.Parameters['0.parametrizations.weight.original1']
            $norm = 0; foreach ($value in $rows.ToArray()) { $norm += $value * $value }
            [Math]::Abs($norm - 4) -lt 1e-4
            """);
        Assert.Null(result.Failure);
        Assert.Empty(result.Errors);
        Assert.Equal(["True", "True", "True"], result.Objects.Select(item => item.ToString()));
    }

    [Theory]
    [InlineData("WeightNorm { ReLU }", "NotOneWeight", "its block wrote ReLU()")]
    [InlineData("WeightNorm { Linear 3; ReLU }", "NotOneWeight", "its block wrote Linear(out_features=3), ReLU()")]
    [InlineData("SpectralNorm { }", "NotOneWeight", "its block wrote none")]
    [InlineData("SpectralNorm { Linaer 3 }", "UnknownLayer", "'Linaer' is neither a layer nor a command")]
    [InlineData("SpectralNorm { 64 }", "NotALayer", "64")]
    [InlineData("SpectralNorm { WeightNorm { Linear 3 } }", "TwoParametrizations", "a weight has one parametrization")]
    [InlineData(
        "New-Model 4 { WeightNorm { Linear 3 } -Dimension 2 }", "InvalidLayerArgument",
        "Layer 0 (WeightNorm): dim has to be between -2 and 1, but 2 was given")]
    [InlineData("New-Model 4 { LocalResponseNorm 3 }", "LayerShapeMismatch", "Expected 3D or higher dimensionality")]
    public void What_cannot_be_wrapped_is_refused(string script, string id, string words)
    {
        Assert.Contains(words, shell.Run(script).Error(id).Exception.Message, StringComparison.Ordinal);
    }
}
