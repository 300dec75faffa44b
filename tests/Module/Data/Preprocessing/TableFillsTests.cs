namespace NormTools.Module.Tests;

/// <summary>A model trained on data whose gaps were filled with means fills those of later rows with the same.</summary>
[Trait("Levels", "Once")]
[Collection("Training runs")]
public sealed class TableFillsTests : IDisposable
{
    private readonly Shell shell = new();
    private readonly string folder = Directory.CreateTempSubdirectory("normtools-fills-").FullName;

    public TableFillsTests()
    {
        shell.Run("Set-Location $args[0]", folder);
        File.WriteAllText(Path.Combine(folder, "train.csv"), "a,b,g,y\n1,10,u,0.5\n3,,v,1.5\n,30,u,2.5\n5,50,v,3.5\n"); // means 3 and 30
        File.WriteAllText(Path.Combine(folder, "later.csv"), "b,a,g\n,7,u\n20,,v\n30,3,u\n");
        File.WriteAllText(Path.Combine(folder, "whole.csv"), "b,a,g\n30,7,u\n20,3,v\n30,3,u\n");
    }

    public void Dispose()
    {
        shell.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("-Encode g", "Import-Csv ./later.csv", "Import-Csv ./whole.csv")]
    [InlineData("-Encode g -Standardize", "Import-Csv ./later.csv", "Import-Csv ./whole.csv")]
    [InlineData("-ExcludeProperty g", "Import-Csv ./later.csv", "Import-Csv ./whole.csv")]
    [InlineData("-ExcludeProperty g", "Import-Dataset ./later.csv -ExcludeProperty g", "Import-Dataset ./whole.csv -ExcludeProperty g")]
    [InlineData("-Encode g -Standardize", "Import-Dataset ./later.csv", "Import-Dataset ./whole.csv")]
    public void Gaps_of_later_rows_get_the_means_of_the_training_rows(string call, string later, string whole)
    {
        ShellResult result = shell.Run($$"""
            $filled = Import-Dataset ./train.csv -Label y -MissingValue Mean {{call}}
            $net = New-Model -Data $filled -Seed 0 { Linear 1 }
            $null = $net | Start-TrainingRun $filled -Epoch 1 -Seed 0
            $net | Export-Model ./fills.safetensors -Force
            foreach ($one in $net, (Import-Model ./fills.safetensors)) {
                $got = ({{later}} | Invoke-Model $one).ToArray()
                $wanted = ({{whole}} | Invoke-Model $one).ToArray()
                "$($got.Count) $([string]$got -eq [string]$wanted)"
            }
            """);
        Assert.Empty(result.Errors);
        Assert.Equal(["3 True", "3 True"], result.Objects.Select(value => value.ToString()));
    }

    [Fact]
    public void So_do_they_in_front_of_steps_that_were_fitted_on_the_filled_rows()
    {
        ShellResult result = shell.Run("""
            $parts = Import-Dataset ./train.csv -Label y -MissingValue Mean | Split-Dataset -Test 1 -NoShuffle -Preprocessor { OneHot g; Standardize }
            $net = New-Model -Data $parts -Seed 0 { Linear 1 }
            $null = $net | Start-TrainingRun $parts -Epoch 1 -Seed 0
            [string](Import-Csv ./later.csv | Invoke-Model $net).ToArray() -eq [string](Import-Csv ./whole.csv | Invoke-Model $net).ToArray()
            """);
        Assert.Empty(result.Errors);
        Assert.True(result.Single<bool>());
    }

    [Fact]
    public void A_gap_of_text_is_an_error_as_before() => Assert.NotEmpty(shell.Run("""
        $filled = Import-Dataset ./train.csv -Label y -MissingValue Mean -Encode g
        $net = New-Model -Data $filled -Seed 0 { Linear 1 }
        $null = $net | Start-TrainingRun $filled -Epoch 1 -Seed 0
        [pscustomobject]@{ a = 1; b = 2; g = $null } | Invoke-Model $net
        """).Errors);
}
