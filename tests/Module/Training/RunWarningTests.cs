namespace NormTools.Module.Tests;

/// <summary>What a run points out before it starts, and what it does not.</summary>
[Collection("Training runs")]
public sealed class RunWarningTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public RunWarningTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            $rows = 1..20 | ForEach-Object { [pscustomobject]@{ age = $_ % 5; income = 1000 * ($_ % 7); one = 1; y = $_ % 2 } }
            $raw = $rows | Import-Dataset -Label y
            $scaled = $rows | Import-Dataset -Label y -Standardize
            $places = New-RandomTensor 20, 3 -Seed 0
            $far = New-Dataset $places ([float[]](1..20 | ForEach-Object { 458000 + 1000 * $_ - 500 })) -Task Regression
            $near = New-Dataset $places ([float[]](1..20 | ForEach-Object { 140 + $_ })) -Task Regression
            $told = $far | Split-Dataset -Test 2 -Seed 0 -Preprocessor { ScaleTarget }
            function Said($data, $layers, $more = @{}) {
                $null = New-Model 3 -Seed 0 $layers | Start-TrainingRun $data -Epoch 1 -WarningVariable said -WarningAction SilentlyContinue @more
                ($said | ForEach-Object { "$_".Split(':')[0] }) -join '; '
            }
            """);
    }

    [Theory]
    [InlineData("Said $scaled { Linear 2; Softmax }", "The model ends with Softmax, but CrossEntropy takes scores and turns them into probabilities itself")]
    [InlineData("Said $scaled { Linear 2; LogSoftmax } @{ Loss = 'NegativeLogLikelihood' }", "")]
    [InlineData("Said $scaled { Linear 2 }", "")]
    [InlineData("Said $scaled { Linear 3 }", "The model has 3 outputs, but there are 2 classes (0, 1)")]
    [InlineData("Said $scaled { Linear 1 } @{ Loss = 'MeanSquaredError' }", "MeanSquaredError is a loss of quantities, but the targets are classes (0, 1)")]
    [InlineData("Said $scaled { Linear 1 } @{ Loss = 'BinaryCrossEntropy' }", "")]
    [InlineData("Said $raw { Linear 2 }", "Column 'income' has a standard deviation of ")]
    [InlineData("Said $raw { BatchNorm; Linear 2 }", "")]
    [InlineData("Said $far { Linear 1 }", "The target's values are 468000 on average")]
    [InlineData("Said $far { Linear 1 } @{ Loss = 'Huber' }", "The target's values are 468000 on average")]
    [InlineData("Said $far { Linear 1 } @{ Loss = 'PoissonNegativeLogLikelihood' }", "")]
    [InlineData("Said $near { Linear 1 }", "")]
    [InlineData("Said $told { Linear 1 }", "")]
    public void Only_what_is_odd_is_pointed_out(string script, string expected)
    {
        string said = TensorText.Of(shell, script).Trim();
        Assert.Equal(expected.Length == 0, said.Length == 0);
        Assert.StartsWith(expected, said, StringComparison.Ordinal);
    }
}
