namespace NormTools.Module.Tests;

/// <summary>A parameter that takes a number is no switch.</summary>
[Collection("Training runs")]
public sealed class SwitchedNumberTests(Shell shell) : IClassFixture<Shell>
{
    [Fact]
    public void No_parameter_of_a_number_takes_a_truth_value()
    {
        const string Script =
            """
            $common = [System.Management.Automation.Cmdlet]::CommonParameters
            foreach ($command in Get-Command -Module NormTools -CommandType Cmdlet) {
                foreach ($parameter in $command.Parameters.Values | Where-Object Name -NotIn $common) {
                    $type = $parameter.ParameterType
                    $type = if ($type.IsArray) { $type.GetElementType() } else { $type }
                    $inner = [Nullable]::GetUnderlyingType($type)
                    if (($inner ? $inner : $type) -notin [int], [long], [ulong], [double], [float]) { continue }
                    $count++
                    foreach ($value in $true, $false, ([object[]]@(1, $true))) {
                        $refused = $false
                        foreach ($attribute in $parameter.Attributes | Where-Object { $_ -is [System.Management.Automation.ArgumentTransformationAttribute] }) {
                            try { $null = $attribute.Transform($ExecutionContext, $value) } catch { $refused = $true }
                        }
                        if (-not $refused -and ($type.IsArray -or $parameter.ParameterType.IsArray -or $value -isnot [object[]])) { "$command -$($parameter.Name) $value" }
                    }
                }
            }
            "numbers: $($count -gt 100)"
            """;
        Assert.Equal("numbers: True", TensorText.Of(shell, Script));
    }

    [Theory]
    [InlineData("Start-TrainingRun -InputObject (New-Model 1 { Linear 1 }) 0 -EarlyStopping $true", "-EarlyStopping 5")]
    [InlineData("New-Model 4 { Dropout $true }", "$true was given, and the parameter is no switch")]
    [InlineData("New-Model 4 { Linear $false }", "$false was given, and the parameter is no switch")]
    public void The_refusal_says_what_is_wanted(string script, string part)
    {
        ShellResult result = shell.Run(script);
        string message = (result.Failure ?? result.Errors.First()).Exception.Message;
        Assert.Contains(part, message, StringComparison.Ordinal);
    }
}
