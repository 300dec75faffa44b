namespace NormTools.Module.Tests;

/// <summary>Numbers that come as text: read as the session's culture writes them, or refused, and never with a comma between
/// thousands.</summary>
public sealed class TextNumberTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public TextNumberTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("""
            $usual = [cultureinfo]::InvariantCulture # the host has no other, so German numbers are written out
            $german = $usual.Clone()
            $german.NumberFormat.NumberDecimalSeparator = ','
            $german.NumberFormat.NumberGroupSeparator = '.'
            """);
    }

    [Theory]
    [InlineData("New-Tensor '0,01'")]
    [InlineData("New-Tensor '0,5'")]
    [InlineData("New-Tensor '1,05'")]
    [InlineData("New-Tensor -Data '0,01'")]
    [InlineData("ConvertTo-Tensor '0,01', '2'")]
    [InlineData("New-Tensor 2 -Value '0,01'")]
    [InlineData("New-Model 2 -Seed 0 { Dropout '0,01' }")]
    [InlineData("New-Model 2 -Seed 0 { Linear '1,5' }")]
    [InlineData("New-LinearLayer '1,000'")]
    [InlineData("New-Preprocessor { Bin -Count '2,5' }")]
    [InlineData("New-Preprocessor { OneHot -MinimumFrequency '0,1' }")]
    [InlineData("New-SearchRange '0,001' '0,1'")]
    [InlineData("New-SearchRange '1,5' 8")]
    [InlineData("1..9 | ForEach-Object { [pscustomobject]@{ a = $_; b = 2 } } | Import-Dataset | Split-Dataset -Test '0,2' -Seed 0")]
    [InlineData("1..9 | ForEach-Object { [pscustomobject]@{ a = $_; b = 2 } } | Import-Dataset | Split-Dataset -Fold '2,5' -Seed 0")]
    public void A_decimal_comma_is_refused_where_the_culture_has_a_point(string script) =>
        Assert.Contains(" wanted", Refusal("usual", script), StringComparison.Ordinal);

    [Theory]
    [InlineData("New-LinearLayer '1,5'", "A whole number is wanted; 1.5 was given.")]
    [InlineData("New-Tensor '0,01'", "'0,01' was given.")]
    [InlineData("New-Preprocessor { Bin -Count '2,5' }", "A whole number is wanted; 2.5 was given.")]
    public void A_fraction_is_no_count_in_any_culture(string script, string said) =>
        Assert.Contains(said, Refusal("german", script), StringComparison.Ordinal);

    [Fact]
    public void A_decimal_comma_is_read_where_the_culture_has_one() => Assert.Equal("0.25 3 0.001", shell.Run("""
        $before = [cultureinfo]::CurrentCulture
        try
        {
            [cultureinfo]::CurrentCulture = $german
            $value = (New-Tensor 1 -Value '0,25')[0]
            $layer = New-LinearLayer '3,0'
            $low = (New-SearchRange '0,001' '0,1').Low
        }
        finally { [cultureinfo]::CurrentCulture = $before }
        "$value $((New-Model 2 -Seed 0 { $layer }).OutputShape[0]) $low"
        """).Single<string>());

    private string Refusal(string culture, string script)
    {
        ShellResult result = shell.Run($$"""
            $before = [cultureinfo]::CurrentCulture
            try { [cultureinfo]::CurrentCulture = ${{culture}}; $null = {{script}} } catch { "$_" } finally { [cultureinfo]::CurrentCulture = $before }
            """);
        return result.Objects.Count > 0 ? $"{result.Objects[0]}" : Assert.Single(result.Errors).Exception.Message;
    }
}
