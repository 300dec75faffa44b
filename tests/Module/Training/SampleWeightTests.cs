namespace NormTools.Module.Tests;

/// <summary>A column of a file that says how much its rows count.</summary>
public sealed class SampleWeightTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public SampleWeightTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            $file = Join-Path ([IO.Path]::GetTempPath()) "$([guid]::NewGuid()).csv"
            'a,w,b,y', '1,2,5,0', '2,0,6,1', '3,1,7,1', '4,0.5,8,0' | Set-Content $file
            $data = Import-Dataset $file -Label y -SampleWeight W -Task Regression
            """);
    }

    [Fact]
    public void The_column_is_a_weight_and_no_feature() => Assert.Equal(
        "a b 2 0 1 0.5 4 8",
        TensorText.Of(shell, "$data.FeatureNames; $data.SampleWeight.ToArray(); $data.Feature[3].ToArray()"));

    [Fact]
    public void Named_properties_need_not_name_it() => Assert.Equal(
        "b 2 0 1 0.5",
        TensorText.Of(shell, "$d = Import-Dataset $file -Label y -Property b -SampleWeight w -Task Regression; $d.FeatureNames; $d.SampleWeight.ToArray()"));

    [Fact]
    public void Rows_count_as_often_as_their_weight_says() => Assert.Equal(
        "True",
        TensorText.Of(shell, "$m = New-Model 2 -Seed 0 { Linear 1 }; $p = (Invoke-Model $m $data).ToArray();"
            + " $w = 2, 0, 1, 0.5; $y = 0, 1, 1, 0; $s = 0; 0..3 | ForEach-Object { $s += $w[$_] * [math]::Pow($p[$_] - $y[$_], 2) };"
            + " [math]::Abs(($m | Test-Model $data).Loss - $s / 3.5) -lt 1e-5"));

    [Theory]
    [InlineData("Import-Dataset $file -Label y -SampleWeight q", "ColumnNotFound")]
    [InlineData("'a,w,y', '1,-1,0', '2,1,1' | Set-Content $file; Import-Dataset $file -Label y -SampleWeight w", "InvalidSampleWeight")]
    public void What_is_no_weight_is_refused(string script, string id) => Assert.NotNull(shell.Run(script).Error(id));
}
