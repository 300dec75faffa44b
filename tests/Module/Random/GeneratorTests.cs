namespace NormTools.Module.Tests;

/// <summary>-Generator: a cmdlet draws from it what its -Seed draws, and it moves on as PyTorch's.</summary>
[Collection("Training runs")]
public sealed class GeneratorTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public GeneratorTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            function State($g) { (New-RandomTensor 4 -Generator $g).ToArray() -join ' ' }
            function Values($m) { ($m.Parameters.Values | ForEach-Object { $_.ToArray() }) -join ' ' }
            $rows = New-RandomTensor 12, 3 -Seed 1
            $data = New-Dataset $rows -Target (0..11 | ForEach-Object { $_ % 2 }) -Task Classification
            """);
    }

    public static TheoryData<string> Drawing =>
    [
        "New-Model 3 {0} {{ Linear 2 }}",
        "$data | Split-Dataset -Test 4 {0}",
        "New-Model 3 -Seed 3 {{ Linear 2 }} | Start-TrainingRun $data -Epoch 1 {0}",
        "New-Model 3 -Seed 3 {{ Linear 2 }} | Initialize-Model Kaiming -PassThru {0}",
        "New-Model 3 -Seed 3 {{ Linear 2 }} | Initialize-Model -Script {{ }} -PassThru {0}",
        "New-Model 3 -Seed 3 {{ Linear 2 }} | Measure-SignalPropagation {0}",
        "$rows | Invoke-SpectralNorm {0}",
        "New-RandomTensor 3 {0}",
        "New-WeightTensor 3, 4 Kaiming {0}",
    ];

    [Theory]
    [InlineData("$m = New-Model 3 {0} {{ Linear 2 }}; Values $m")]
    [InlineData("$s = $data | Split-Dataset -Test 4 {0}; $s.Train.Feature.ToArray() -join ' '")]
    [InlineData("$s = $data | Split-Dataset -Test 4 -Stratify {0}; $s.Train.Feature.ToArray() -join ' '")]
    [InlineData("$m = New-Model 3 -Seed 3 {{ Linear 2; Dropout 0.4 }}; "
        + "$null = $m | Start-TrainingRun $data -Epoch 3 -BatchSize 5 {0}; Values $m")]
    [InlineData("$m = New-Model 3 -Seed 3 {{ Linear 2 }}; $m | Initialize-Model Kaiming {0}; Values $m")]
    [InlineData("(New-Model 3 -Seed 3 {{ Linear 2 }} | Measure-SignalPropagation {0}).Layers[0].WeightGradientNorm")]
    [InlineData("($rows | Invoke-SpectralNorm {0}).ToArray() -join ' '")]
    public void It_draws_what_the_seed_draws(string command)
    {
        string seeded = string.Format(null, command, "-Seed 7");
        string generated = string.Format(null, command, "-Generator (New-RandomGenerator 7)");
        string[] results = shell.Run($"{seeded}; {generated}").All<object>()
            .Select(value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!).ToArray();
        Assert.Equal(2, results.Length);
        Assert.Equal(results[0], results[1]);
    }

    [Theory]
    [InlineData("New-Model 3 -Generator $g {{ Linear 2 }}",
        "New-WeightTensor 2, 3 KaimingUniform -NegativeSlope ([Math]::Sqrt(5)) -Generator $h; New-RandomTensor 2 -Generator $h")]
    [InlineData("$data | Split-Dataset -Test 4 -Generator $g", "New-RandomTensor 12 Permutation -Generator $h")]
    [InlineData("$data | Split-Dataset -Test 4 -Stratify -Generator $g", "New-RandomTensor 12 Permutation -Generator $h")]
    [InlineData("New-Model 3 {{ Linear 2 }} | Measure-SignalPropagation -Data $rows -Generator $g",
        "New-RandomTensor 12, 2 Normal -Generator $h")]
    [InlineData("New-Model 3 {{ Linear 2 }} | Measure-SignalPropagation -BatchSize 6 -Generator $g",
        "New-RandomTensor 6, 3 Normal -Generator $h; New-RandomTensor 6, 2 Normal -Generator $h")]
    [InlineData("New-Model 8 {{ 1..40 | ForEach-Object {{ Linear 8; Tanh }} }} | Measure-SignalPropagation -BatchSize 4 -Generator $g",
        "New-RandomTensor 4, 8 Normal -Generator $h; New-RandomTensor 4, 8 Normal -Generator $h")]
    [InlineData("$rows | Invoke-SpectralNorm -Generator $g",
        "New-RandomTensor 12 Normal -Generator $h; New-RandomTensor 3 Normal -Generator $h")]
    [InlineData("New-Tensor 4 -Value 2 | Invoke-SpectralNorm -Generator $g", "")]
    public void It_moves_on_by_what_was_drawn(string command, string draws)
    {
        string[] states = shell.Run(
            $$"""
            $g = New-RandomGenerator 7; $h = New-RandomGenerator 7
            $null = {{command.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal)}}
            $null = $({{draws}})
            State $g; State $h
            """).All<string>();
        Assert.Equal(states[1], states[0]);
    }

    [Fact]
    public void An_epoch_takes_what_pytorchs_loader_takes()
    {
        // manual_seed(0); for batch in DataLoader(range(10), 4, shuffle=True); rand(2)
        double[] next = shell.Run(
            """
            $g = New-RandomGenerator 0
            $ten = New-Dataset (New-RandomTensor 10, 3 -Seed 1) -Target (0..9 | ForEach-Object { $_ % 2 }) -Task Classification
            $null = New-Model 3 -Seed 3 { Linear 2 } | Start-TrainingRun $ten -Epoch 1 -BatchSize 4 -Generator $g
            (New-RandomTensor 2 -Generator $g).ToArray()
            """).All<float>().Select(value => (double)value).ToArray();
        Assert.Equal([0.307422817f, 0.634078681f], next);
    }

    [Fact]
    public void A_script_with_one_generator_is_a_script_with_one_manual_seed()
    {
        // The model's own stream is a copy of the generator, so both ways come to the same weights and the same place.
        string[] results = shell.Run(
            """
            $g = New-RandomGenerator 7
            $a = New-Model 3 -Generator $g { Linear 4; Dropout 0.3; Linear 2 }
            $run = $a | Start-TrainingRun $data -Epoch 2 -BatchSize 5 -Generator $g
            $b = New-Model 3 -Seed 7 { Linear 4; Dropout 0.3; Linear 2 }
            $null = $b | Start-TrainingRun $data -Epoch 2 -BatchSize 5
            $c = New-Model 3 -Generator (New-RandomGenerator 7) { Linear 4; Dropout 0.3; Linear 2 }
            $own = $c | Start-TrainingRun $data -Epoch 2 -BatchSize 5
            Values $a; Values $b; Values $c
            -join $g.GetState(); -join $b.Generator.GetState(); -join $c.Generator.GetState()
            "$($null -eq $a.Seed) $($null -eq $run.Options.Seed) $([object]::ReferenceEquals($g, $run.Options.Generator))"
            $run.ToDisplayString() -match 'stream of a generator'
            $own.ToDisplayString() -match "the model's stream"
            """).All<object>().Select(value => value.ToString()!).ToArray();
        Assert.Single(results[..3].Distinct());
        Assert.Single(results[3..6].Distinct());
        Assert.Equal(["True True True", "True", "True"], results[6..]);
    }

    [Fact]
    public void The_model_from_it_goes_its_own_way()
    {
        string[] results = shell.Run(
            """
            $g = New-RandomGenerator 7
            $m = New-Model 3 -Generator $g { Linear 2 }
            $before = -join $g.GetState()
            $null = $m | Start-TrainingRun $data -Epoch 1
            $m | Initialize-Model Kaiming
            $before -eq -join $g.GetState()
            $m | Initialize-Model Kaiming -Seed 5
            $before -eq -join $g.GetState()
            $m.Seed
            """).All<object>().Select(value => value.ToString()!).ToArray();
        Assert.Equal(["True", "True", "5"], results);
    }

    [Fact]
    public void A_split_by_it_says_so() => Assert.Equal("Dataset split: rows of a generator, stratified True", TensorText.Of(
        shell,
        """
        $s = $data | Split-Dataset -Test 4 -Stratify -Generator (New-RandomGenerator 1)
        "$($s.ToDisplayString().Split([Environment]::NewLine)[0]) $($null -eq $s.Seed -and $s.IsShuffled)"
        """));

    [Theory]
    [MemberData(nameof(Drawing))]
    public void With_a_seed_it_is_one_error_and_stays_where_it_was(string command)
    {
        shell.Run("$g = New-RandomGenerator 7; $before = -join $g.GetState()");
        ShellResult result = shell.Run(string.Format(null, command, "-Seed 7 -Generator $g"));
        Assert.Empty(result.Objects);
        result.Error("SeedAndGenerator");
        Assert.Equal("True", TensorText.Of(shell, "$before -eq -join $g.GetState()"));
    }

    [Theory]
    [InlineData("New-Model 3 -Generator $g { Linear 2; Conv2d 4 3 }")]
    [InlineData("$data | Split-Dataset -Test 40 -Generator $g")]
    [InlineData("New-Model 4 { Linear 2 } | Start-TrainingRun $data -Generator $g")]
    [InlineData("New-Model 4 { Linear 2 } | Measure-SignalPropagation -Data $rows -Generator $g")]
    [InlineData("New-Model 4 { Linear 2 } | Initialize-Model Sparse -Sparsity 2 -Generator $g")]
    [InlineData("New-WeightTensor 4 Orthogonal -Generator $g")]
    [InlineData("New-RandomTensor 4 Normal -StandardDeviation -1 -Generator $g")]
    public void A_failure_leaves_it_where_it_was(string command)
    {
        shell.Run("$g = New-RandomGenerator 7; $before = -join $g.GetState()");
        ShellResult result = shell.Run(command);
        Assert.Single(result.Failure is null ? result.Errors : result.Errors.Append(result.Failure));
        Assert.Equal("True", TensorText.Of(shell, "$before -eq -join $g.GetState()"));
    }
}
