namespace NormTools.Module.Tests;

/// <summary>Targets are taken by their place, so that data with the same ones elsewhere, or with another one, is refused.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class TargetAgreementTests : IDisposable
{
    private readonly Shell shell = new();
    private readonly string folder = Directory.CreateTempSubdirectory("normtools-targets-").FullName;

    public TargetAgreementTests() => shell.Run("""
        param($folder)
        Set-Location $folder
        Set-Content two.csv (@('a,b,y1,y2') + (1..40 | ForEach-Object { "$_.5,$($_ % 7).25,$(2 * $_).5,$(-$_).5" }))
        Set-Content new.csv (@('a,b,z') + (1..40 | ForEach-Object { "$_.5,$($_ % 7).25,$(2 * $_).5" }))
        function Table($label) { Import-Dataset two.csv -Label $label -Property (@('a', 'b') + $label) -WarningAction Ignore }
        function Model($label) {
            $data = Table $label
            $made = New-Model -Data $data -Seed 0 { Linear }
            $null = $made | Start-TrainingRun $data -Epoch 1 -Seed 0 -WarningAction Ignore
            $made
        }
        """, folder);

    public void Dispose()
    {
        shell.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("Model y1, y2 | Test-Model (Table y2, y1)", "The data has the targets y2, y1, and the model the targets y1, y2")]
    [InlineData("$t = Table y1, y2; New-Model -Data $t { Linear } | Start-TrainingRun $t -Validation (Table y2, y1) -Epoch 1 -EarlyStopping 1", "The validation data has the targets y2, y1")]
    [InlineData("Model y1, y2 | Start-TrainingRun (Table y2, y1) -Epoch 1", "The training data has the targets y2, y1")]
    [InlineData("Model y1, y2 | Export-Model m.safetensors; Import-Model m.safetensors | Test-Model (Table y2, y1)", "-Label 'y1', 'y2'")]
    [InlineData("Model y1 | Test-Model (Table y2)", "The data has the target y2, and the model the target y1")]
    [InlineData("Model y1 | Test-Model (Import-Dataset two.csv -Label y2 -ExcludeProperty y1)", "the model the target y1")]
    [InlineData("Model y1 | Start-TrainingRun (Table y2) -Epoch 1", "Import-Dataset -Label 'y1' gives the data the same")]
    public void Other_targets_are_refused(string script, string says) =>
        Assert.Contains(says, shell.Run(script).Error("TargetNamesDiffer").Exception.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("(Model y1, y2 | Test-Model (Table y1, y2)).Count")]
    [InlineData("(Model y1, y2 | Test-Model (Import-Csv two.csv)).Count")] // rows are taken by name
    [InlineData("(Import-Dataset two.csv -Label y1 -ExcludeProperty y2 -WarningAction Ignore | ForEach-Object { $m = New-Model -Data $_ -Seed 0 { Linear }; $null = $m | Start-TrainingRun $_ -Epoch 1 -Seed 0; $m } | Test-Model (Import-Dataset new.csv -Label z)).Count")] // under a new name
    public void The_same_targets_are_taken(string script) => Assert.Equal("40", TensorText.Of(shell, script));
}
