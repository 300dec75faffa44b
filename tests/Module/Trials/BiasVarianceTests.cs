namespace NormTools.Module.Tests;

/// <summary>Measure-BiasVariance: the figures of polynomials that are known exactly, the same by plain least squares, both
/// losses, noise where it can be known.</summary>
[Collection("Training runs")]
public sealed class BiasVarianceTests : IClassFixture<Shell>
{
    private const int Rounds = 500;
    private const int Size = 30;

    private readonly Shell shell;

    public BiasVarianceTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            param($data, $count)
            # y = sin(pi x) + N(0, 0.3^2), x in (-1, 1); the features are Legendre's polynomials up to a degree.
            $x = (New-RandomTensor $count Uniform -Minimum -1 -Maximum 1 -DType Float64 -Seed 1).ToArray() + (0..199 | ForEach-Object { -1 + 2 * ($_ + 0.5) / 200 })
            $noise = (New-RandomTensor $x.Count Normal -StandardDeviation 0.3 -DType Float64 -Seed 2).ToArray()
            $y = 0..($x.Count - 1) | ForEach-Object { [Math]::Sin([Math]::PI * $x[$_]) + $noise[$_] }
            $truth = $x[$count..($x.Count - 1)] | ForEach-Object { [Math]::Sin([Math]::PI * $_) }
            function PolynomialData([int]$degree) {
                $values = foreach ($one in $x) {
                    $p = @(1.0, $one)
                    for ($n = 1; $n -lt $degree; $n++) { $p += ((2 * $n + 1) * $one * $p[$n] - $n * $p[$n - 1]) / ($n + 1) }
                    , [double[]]$p[0..$degree]
                }

                New-Dataset (ConvertTo-Tensor $values) ([double[]]$y) -Task Regression | Split-Dataset -Validation 200 -NoShuffle
            }

            $fit = @{ Model = { Linear 1 -NoBias }; Round = 500; Sample = 'Fresh'; Size = 30; Truth = $truth; Optimizer = 'LBFGS'; Epoch = 3; LearningRate = 1 }
            $iris = Import-Dataset ($data + '/iris.csv') -Label label -Standardize | Split-Dataset -Validation 0.4 -Stratify -Seed 1
            function Text($result) { ($result.Row | ForEach-Object { "$($_.Prediction) $($_.Bias) $($_.Variance) $($_.Loss)" }) -join '|' }
            """,
            Path.Combine(BuiltModule.Folder, "data"),
            Rounds * Size);
    }

    private string Text(string script) => string.Join(" ", shell.Run(script).All<object>().Select(value => $"{value}"));

    // Exact for degree 0; for the others, 2,500 rounds of least squares in double precision. The published figures of 500 rounds
    // are 0.498/0.018/0.605, 0.200/0.021/0.311 and 0.005/0.017/0.112.
    [Theory]
    [InlineData(0, 0.5, 0.0197, 0.6097)]
    [InlineData(1, 0.1958, 0.0222, 0.308)]
    [InlineData(3, 0.0044, 0.0170, 0.1114)]
    public void Polynomials_have_the_bias_and_variance_that_are_known(int degree, double bias, double variance, double total)
    {
        double[] found = [.. shell.Run($"$r = Measure-BiasVariance @fit -Data (PolynomialData {degree}); $r.Bias, $r.Variance, ($r.Bias + $r.Variance + 0.09)").All<double>()];
        Assert.InRange(found[0], bias - 0.001 - (0.05 * bias), bias + 0.001 + (0.05 * bias));
        Assert.InRange(found[1], 0.88 * variance, 1.12 * variance); // three standard errors of 500 rounds
        Assert.InRange(found[2], 0.95 * total, 1.05 * total);
    }

    [Fact]
    public void It_is_least_squares_on_the_same_samples()
    {
        double[] found = [.. shell.Run("$p = PolynomialData 3; $r = Measure-BiasVariance @fit -Data $p; $r.Bias, $r.Variance").All<double>()];
        int[][] rows = [.. shell.Run("$r.Round | ForEach-Object { , [int[]]$_.Row }").All<int[]>()];
        double[][] features = [.. shell.Run("$p.Train.Feature.ToArray()").All<float>().Select(value => (double)value).Chunk(4)];
        double[] targets = [.. shell.Run("$p.Train.Target.ToArray()").All<float>().Select(value => (double)value)];
        double[][] asked = [.. shell.Run("$p.Validation.Feature.ToArray()").All<float>().Select(value => (double)value).Chunk(4)];
        double[] truth = [.. shell.Run("$truth").All<double>()];
        double[][] answers = [.. rows.Select(own => LeastSquares([.. own.Select(row => features[row])], [.. own.Select(row => targets[row])]))
            .Select(weights => asked.Select(row => row.Zip(weights, (one, other) => one * other).Sum()).ToArray())];
        double bias = 0, variance = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double mean = answers.Average(answer => answer[i]);
            double spread = answers.Sum(answer => (answer[i] - mean) * (answer[i] - mean)) / (Rounds - 1);
            variance += spread / truth.Length;
            bias += (((mean - truth[i]) * (mean - truth[i])) - (spread / Rounds)) / truth.Length;
        }

        Assert.Equal(bias, found[0], 0.01 * bias);
        Assert.Equal(variance, found[1], 0.01 * variance);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Any_number_of_threads_gives_the_same(int threads) => Assert.Equal("True", Text(
        $$"""
        $options = @{ Model = { Linear 8; ReLU; Dropout 0.2; Linear }; Data = $iris; Epoch = 2; Round = 9 }
        (Text (Measure-BiasVariance @options -Thread 1)) -eq (Text (Measure-BiasVariance @options -Thread {{threads}}))
        """));

    [Fact]
    public void Without_the_truth_the_parts_make_the_loss() => Assert.Equal("True True True Squared", Text(
        """
        $data = PolynomialData 1
        $result = Measure-BiasVariance { Linear } -Data $data -Round 8 -Size 40 -Epoch 5
        $wide = $result.Noise
        [Math]::Abs($result.Bias + $result.Variance + $wide - $result.Loss) -lt 1e-9
        $wide -gt 0.06 -and $wide -lt 0.13
        $result.NoiseSource.Contains('nearly equal')
        $result.Kind
        """));

    [Fact]
    public void Classes_are_taken_apart_as_by_Domingos() => Assert.Equal("True True True True ZeroOne", Text(
        """
        $result = Measure-BiasVariance { Linear } -Data $iris -Round 15 -Epoch 2 -LearningRate 0.02
        [Math]::Abs($result.Bias + $result.Variance - $result.Loss) -lt 1e-12
        $label = $iris.Validation.Target.ToArray() | ForEach-Object { $iris.Validation.ClassNames[$_] }
        $scores = foreach ($round in $result.Round) {
            $part = $iris.Train | Select-Dataset -Index $round.Row
            $part.Count -eq $iris.Train.Count
        }
        $scores -notcontains $false
        $result.Bias -eq ($result.Row | Where-Object { $_.Target -ne $_.Prediction } | Measure-Object).Count / $label.Count
        $result.HoldsNoise
        $result.Kind
        """));

    [Fact]
    public void A_round_is_a_loop_of_cmdlets_to_the_bit() => Assert.Equal("True", Text(
        """
        $raw = PolynomialData 1
        $result = Measure-BiasVariance { Linear 4; Tanh; Linear } -Data $raw -Round 3 -Size 50 -Epoch 4 -Seed 5
        $losses = foreach ($round in 0..2) {
            $rows = (New-RandomTensor 50 Integer -Minimum 0 -Maximum $raw.Train.Count -Seed (5 + $round)).ToArray()
            $part = $raw.Train | Select-Dataset -Index $rows
            $model = New-Model -Data $part -Seed (5 + $round) { Linear 4; Tanh; Linear }
            $null = $model | Start-TrainingRun $part -Epoch 4 -Seed (5 + $round)
            ($model | Test-Model $raw.Validation).Loss
        }

        [Math]::Abs(($losses | Measure-Object -Average).Average - $result.Loss) -lt 1e-6
        """));

    [Fact]
    public void Rows_that_repeat_others_tell_the_noise() => Assert.Equal("True True", Text(
        """
        $noise = (New-RandomTensor 400 Normal -StandardDeviation 0.5 -Seed 3).ToArray()
        $rows = 0..399 | ForEach-Object { [pscustomobject]@{ x = [Math]::Floor($_ / 10); y = [Math]::Floor($_ / 10) + $noise[$_] } }
        $data = $rows | Import-Dataset -Label y -Task Regression -Standardize | Split-Dataset -Validation 200 -Seed 0
        $result = Measure-BiasVariance { Linear } -Data $data -Round 4 -Epoch 5
        $result.Noise -gt 0.19 -and $result.Noise -lt 0.32
        $result.NoiseSource.Contains('equal features')
        """));

    [Fact]
    public void A_truth_in_classes_tells_wrong_labels() => Assert.Equal("0.1 False", Text(
        """
        $rows = 0..199 | ForEach-Object { [pscustomobject]@{ x = $_ % 20; label = if (($_ % 20 -lt 10) -xor ($_ % 10 -eq 3)) { 'low' } else { 'high' } } }
        $data = $rows | Import-Dataset -Label label -Standardize | Split-Dataset -Validation 100 -NoShuffle
        $result = Measure-BiasVariance { Linear } -Data $data -Round 5 -Epoch 30 -LearningRate 0.1 -Truth { if ($_.x -lt 10) { 'low' } else { 'high' } }
        "$([Math]::Round($result.Noise, 12))"; $result.HoldsNoise
        """));

    [Theory]
    [InlineData("-Truth { 'much' }", "NotANumber")]
    [InlineData("-Truth 1, 2", "InvalidTruth")]
    [InlineData("-Truth { 1; 2 }", "InvalidTruth")]
    [InlineData("-Sample Fresh -Size 5000", "TooFewRows")]
    [InlineData("-Seed 1, 2", "OneSeed")]
    [InlineData("-Size 0", "InvalidSize")]
    public void What_cannot_be_is_named_before_anything_is_trained(string arguments, string id)
    {
        ShellResult result = shell.Run($"$data = PolynomialData 1; Measure-BiasVariance {{ Linear }} -Data $data -Epoch 1 {arguments}");
        result.Error(id);
        Assert.Empty(result.Objects);
        Assert.Empty(result.Progress);
    }

    [Fact]
    public void Several_results_are_one_chart()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".svg");
        Text($"$data = PolynomialData 1; 1, 2, 3 | ForEach-Object {{ Measure-BiasVariance {{ Linear }} -Data $data -Round 4 -Size 30 -Epoch 2 -Name $_ }} | Export-TrainingChart '{file}'");
        string svg = File.ReadAllText(file);
        File.Delete(file);
        Assert.Contains("bias", svg, StringComparison.Ordinal);
        Assert.Equal(4, svg.Split("fill-opacity").Length - 1); // in the plot, and in the legend
    }

    // The normal equations, by Gauss with pivots.
    private static double[] LeastSquares(double[][] rows, double[] targets)
    {
        int width = rows[0].Length;
        double[][] system = [.. Enumerable.Range(0, width).Select(i => Enumerable.Range(0, width)
            .Select(j => rows.Sum(row => row[i] * row[j])).Append(rows.Select((row, n) => row[i] * targets[n]).Sum()).ToArray())];
        for (int i = 0; i < width; i++)
        {
            int pivot = Enumerable.Range(i, width - i).MaxBy(row => Math.Abs(system[row][i]));
            (system[i], system[pivot]) = (system[pivot], system[i]);
            for (int row = 0; row < width; row++)
            {
                double factor = row == i ? 0 : system[row][i] / system[i][i];
                for (int column = i; column <= width; column++)
                {
                    system[row][column] -= factor * system[i][column];
                }
            }
        }

        return [.. Enumerable.Range(0, width).Select(i => system[i][width] / system[i][i])];
    }
}
