using System.Management.Automation;

namespace NormTools.Module.Tests;

[Trait("Levels", "Once")]
public sealed class HelpTests(Shell shell) : IClassFixture<Shell>
{
    public static TheoryData<string> Cmdlets() => [.. BuiltModule.Cmdlets()];

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_cmdlet_has_a_page_with_a_synopsis_and_an_example(string cmdlet)
    {
        PSObject help = Assert.Single(shell.Run("Get-Help $args[0] -Full", cmdlet).Objects);
        string synopsis = help.Properties["Synopsis"].Value.ToString()!.Trim();
        Assert.NotEmpty(synopsis);
        Assert.False(synopsis.StartsWith(cmdlet, StringComparison.Ordinal), $"{cmdlet} has no page, only its syntax.");
        ShellResult examples = shell.Run("(Get-Help $args[0] -Full).examples.example | ForEach-Object code", cmdlet);
        Assert.NotEmpty(examples.All<string>());
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_parameter_is_described(string cmdlet)
    {
        string[] undescribed = shell.Run(
            """
            $parameters = (Get-Help $args[0] -Full).parameters.parameter
            $described = $parameters | Where-Object { $_.description.Text } | ForEach-Object name
            (Get-Command $args[0]).Parameters.Keys | Where-Object {
                $_ -notin $described -and $_ -notin [Management.Automation.Cmdlet]::CommonParameters
            }
            """,
            cmdlet).All<string>();
        Assert.Empty(undescribed);
    }
}
