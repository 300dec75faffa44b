namespace NormTools.Module.Tests;

/// <summary>An error in a block of layers or steps says which one it came from.</summary>
public sealed class BlockErrorTests(Shell shell) : IClassFixture<Shell>
{
    [Theory]
    [InlineData("New-Model 4 { Linear 8; ReLU; Linear 64 -Activation relu }", "Layer 2 (Linear): ")]
    [InlineData("New-Model 4 { Linear 8 -Nobiass }", "Layer 0 (Linear): ")]
    [InlineData("New-Model 4 { Linear 8; Residual { ReLU; Linear 8 -Units 3 }; ReLU }", "Layer 1 (Linear): ")]
    [InlineData("New-Model 4 { Residual { ReLU }; 1..2 | ForEach-Object { ReLU }; Dropout -Rat 3 }", "Layer 3 (Dropout): ")]
    [InlineData("New-Model 4 { ReLU; Linear many }", "Layer 1 (Linear): ")]
    [InlineData("New-Preprocessor { Impute Median; Standardize -Columm a }", "Step 2 (Standardize): ")]
    public void A_parameter_that_cannot_be_bound_names_its_layer(string script, string start) =>
        Assert.Contains(start, Message(script), StringComparison.Ordinal);

    [Fact]
    public void Other_errors_stay_as_they_are() => Assert.Equal(
        "Nothing of the sort.", Message("New-Model 4 { ReLU; throw 'Nothing of the sort.' }"));

    private string Message(string script)
    {
        ShellResult result = shell.Run(script);
        return (result.Failure ?? result.Errors.First()).Exception.Message;
    }
}
