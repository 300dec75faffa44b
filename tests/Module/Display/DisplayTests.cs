namespace NormTools.Module.Tests;

/// <summary>What is shown fits the console, at 80 columns and at more.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class DisplayTests : IClassFixture<Shell>
{
    private const string Network =
        "New-Model 1, 28, 28 { Conv2d 8 3 -Padding 1; BatchNorm; ReLU; MaxPool 2; Residual { Conv2d 8 3 -Padding same }; Flatten; Linear 10 }";

    private readonly Shell shell;

    public DisplayTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            function Show($object, $width) {
                $object.GetType().GetInterface('NormTools.IDisplay').GetMethod('ToDisplayString').Invoke($object, @($width))
            }
            $iris = Import-Dataset ($args[0] + '/iris.csv') -Label label | Split-Dataset -Test 0.2 -Validation 0.2 -Seed 1
            function Run($epoch) {
                New-Model 4 -Seed 0 { Linear 3 } | Start-TrainingRun $iris -Epoch $epoch -EarlyStopping 9 -Optimizer SGD -Momentum 0.9 -Nesterov -WeightDecay 0.0001 -Seed 0
            }
            function Classes($count) {
                $data = New-Dataset (New-Tensor 400, 2 -Value 1) (0..399 | ForEach-Object { "class number $($_ % $count)" })
                New-Model 2 -Seed 0 { Linear $count } | Test-Model $data
            }
            """,
            Path.Combine(BuiltModule.Folder, "data"));
    }

    [Theory]
    [InlineData("0", "0.0000")]
    [InlineData("3.49e-5", "3.4900e-05")]
    [InlineData("0.25", "0.2500")]
    [InlineData("123456.789", "123456.7890")]
    [InlineData("2.55e31", "2.5500e+31")]
    [InlineData("$null", "")]
    public void A_loss_of_any_size_shows_its_digits(string loss, string text) =>
        Assert.Equal(text, TensorText.Of(shell, $"[NormTools.Display]::Loss({loss})"));

    [Theory]
    [InlineData("'日本語', '中', 'abc'")]
    [InlineData("'日本語日本語日本語日本語日本語日本語', 'abcdefghijklmnopqrstuvwxyz', 'x'")]
    public void Columns_stand_below_each_other_whatever_script_a_name_is_written_in(string names)
    {
        string[] lines = TensorText.Of(
            shell,
            $$"""
            $names = {{names}}
            $data = New-Dataset (New-Tensor 30, 2 -Value 1) (0..29 | ForEach-Object { $names[$_ % 3] })
            Show (New-Model 2 -Seed 0 { Linear 3 } | Test-Model $data) 100
            """).Split('\n');
        int Cells(string text) => text.Sum(symbol => symbol >= '\u2e80' ? 2 : 1);
        int[] bars = [.. lines.Where(line => line.Contains('|')).Select(line => Cells(line[..line.IndexOf('|')]))];
        Assert.Equal(5, bars.Length);
        Assert.Single(bars.Distinct());
        Assert.Single(lines.TakeLast(4).Select(line => Cells(line.TrimEnd())).Distinct());
    }

    [Theory]
    [InlineData(Network)]
    [InlineData(Network + " | Get-ModelPlan -BatchSize 64")]
    [InlineData(Network + " | Measure-SignalPropagation -BatchSize 8")]
    [InlineData("Run 3")]
    [InlineData("$iris")]
    [InlineData("$iris.Train")]
    [InlineData("Classes 3")]
    [InlineData("Classes 12")]
    [InlineData("Classes 30")]
    [InlineData("New-Dataset (New-Tensor 60, 1) (0..59 | ForEach-Object { \"class number $($_ % 12)\" }) | Split-Dataset -Test 0.5 -Seed 0")]
    [InlineData("New-Tensor -Data (1..40 | ForEach-Object { $_ * 1e5 }) -Shape 4, 10")]
    [InlineData("New-Tensor -Data (1..40 | ForEach-Object { $_ * -1e50 }) -Shape 4, 10 -DType Float64")]
    [InlineData("New-Tensor 2, 9 -Value ([long]::MinValue) -DType Int64")]
    public void No_line_is_as_long_as_the_console_is_wide(string script)
    {
        foreach (int width in new[] { 80, 120 })
        {
            string text = shell.Run($"Show ({script}) {width}").Single<string>();
            Assert.All(text.ReplaceLineEndings("\n").Split('\n'), line => Assert.InRange(line.Length, 0, width - 1));
        }
    }

    [Fact]
    public void A_description_that_is_too_long_is_broken_between_its_arguments() => Assert.Equal(
        """
          Name  Layer                                          Output       Parameters
          ----  -----                                          ------       ----------
          0     Conv2d(1, 8, kernel_size=(3, 3),               [8, 28, 28]          80
                  stride=(1, 1), padding=(1, 1))
          1     BatchNorm2d(8, eps=1e-05, momentum=0.1)        [8, 28, 28]          16
          2     ReLU()                                         [8, 28, 28]           0
          3     MaxPool2d(kernel_size=2, stride=2, padding=0,  [8, 14, 14]           0
                  dilation=1)
          4     Residual                                       [8, 14, 14]           0
          4.0     Conv2d(8, 8, kernel_size=(3, 3),             [8, 14, 14]         584
                    stride=(1, 1), padding=same)
          5     Flatten(start_dim=1, end_dim=-1)               [1568]                0
          6     Linear(1568, 10)                               [10]             15,690
        """.ReplaceLineEndings("\n"),
        string.Join('\n', Lines(Network, 80).Skip(2)));

    [Fact]
    public void A_wide_console_shows_a_layer_a_line() => Assert.Equal(12, Lines(Network, 120).Length);

    [Fact]
    public void A_result_is_broken_between_words()
    {
        string[] lines = Lines("Run 3", 80);
        int result = Array.FindIndex(lines, line => line.StartsWith("  Result:", StringComparison.Ordinal));
        Assert.Matches("^  Result:   epoch 3: training loss [0-9.]+, accuracy [0-9.]+ %; validation loss$", lines[result]);
        Assert.Matches("^            [0-9.]+, accuracy [0-9.]+ %$", lines[result + 1]);
    }

    [Fact]
    public void Of_many_classes_the_most_frequent_confusions_are_shown()
    {
        string[] lines = BelowTheSummary("Classes 30");
        Assert.Matches("^The 10 most frequent of [0-9]+ confusions:$", lines[0]);
        Assert.Equal("The matrix of 30 classes: property ConfusionMatrix; as text: ConfusionText().", lines[^1]);
        Assert.Equal(16, lines.Length);
        Assert.Equal(32, TensorText.Of(shell, "(Classes 30).ConfusionText()").ReplaceLineEndings("\n").Split('\n').Length);
    }

    [Fact]
    public void A_matrix_of_few_classes_is_shown_whole() => Assert.Equal(
        ["true         | predicted", "             | class numbe… class numbe… class numbe…  right"],
        BelowTheSummary("Classes 3")[..2]);

    [Theory]
    [InlineData("\"$(New-Model 1 { Linear 1 })\"", "[1] -> [1], 1 layer, 2 parameters")]
    [InlineData("((Show (New-Dataset (New-Tensor 1, 2)) 80) -split [Environment]::NewLine)[0]", "Dataset: 1 row")]
    [InlineData("\"$(New-Dataset (New-Tensor 1, 1))\"", "1 row of 1 feature")]
    [InlineData("(Run 1).Reason; \"$(Run 1)\"", "The epoch is done. Finished: 1 of 1 epoch")]
    public void One_thing_is_no_plural(string script, string expected) => Assert.Equal(expected, TensorText.Of(shell, script));

    private string[] BelowTheSummary(string script)
    {
        string[] lines = Lines(script, 80);
        return lines[(Array.IndexOf(lines, string.Empty) + 1)..];
    }

    private string[] Lines(string script, int width) =>
        shell.Run($"Show ({script}) {width}").Single<string>().ReplaceLineEndings("\n").Split('\n');
}
