namespace NormTools.Module.Tests;

/// <summary>Variables in a script step: those of $using: are kept with their values, others are refused.</summary>
[Collection("Training runs")]
public sealed class ScriptVariableTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public ScriptVariableTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("$table = 1..20 | ForEach-Object { [pscustomobject]@{ a = $_; c = ('x', 'y')[$_ % 2]; y = $_ / 2 } } | Import-Dataset -Label y");
    }

    [Theory]
    [InlineData("@{ b = $_.a * $factor }", "$factor", "$using:factor")]
    [InlineData("$f = $factor; @{ b = $_.a * $f }", "$factor", "$using:factor")]
    [InlineData("@{ b = \"$($_.c)$suffix\" }", "$suffix", "$using:suffix")]
    [InlineData("$sum += $_.a; @{ b = $sum }", "$sum", "$using:sum")]
    [InlineData("@{ b = $map[$_.c] }", "$map", "$using:map")]
    [InlineData("@{ b = & { $_.a * $inner } }", "$inner", "$using:inner")]
    [InlineData("@{ b = $global:factor }", "$global:factor", "$value = $global:factor")]
    [InlineData("@{ b = $script:factor }", "$script:factor", "$using:value")]
    [InlineData("@{ b = [int]$env:FACTOR }", "$env:FACTOR", "$using:value")]
    public void What_the_block_does_not_set_is_refused(string block, string name, string way)
    {
        string message = shell.Run($"$factor = 2; $map = @{{ x = 1 }}; New-Preprocessor {{ Script {{ {block} }} }}").Error("OuterVariable").Exception.Message;
        Assert.Contains($"uses {name},", message, StringComparison.Ordinal);
        Assert.Contains(way, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$b = 2 * $_.a; @{ b = $b }")]
    [InlineData("param($row) @{ b = $row.a }")]
    [InlineData("[double]$b = $_.a; @{ b = $b }")]
    [InlineData("$b, $d = $_.a, 2; @{ b = $b * $d }")]
    [InlineData("foreach ($n in 1..3) { $s = $n }; @{ b = $s }")]
    [InlineData("@{ b = (1..3 | ForEach-Object { $_ } | Measure-Object -Sum).Sum }")]
    [InlineData("$null = Write-Output 4 -OutVariable kept; @{ b = $kept[0] }")]
    [InlineData("Set-Variable made 3; @{ b = $made }")]
    [InlineData("if ($_.c -match '^(.)') { @{ b = $Matches[1].Length } } else { @{ b = $null } }")]
    [InlineData("function twice($n) { 2 * $n }; @{ b = twice $_.a }")]
    [InlineData("@{ b = if ($true) { $PSItem.a } else { $null } }")]
    [InlineData("$local:b = 1; @{ b = $b + $local:b }")]
    public void What_it_sets_or_what_every_session_has_is_its_own(string block) =>
        Assert.Empty(shell.Run($"$null = New-Preprocessor {{ Script {{ {block} }} }} -Data $table").Errors);

    [Theory]
    [InlineData("3", "@{ b = $_.a * $using:taken }", "3")]
    [InlineData("2.5", "@{ b = $_.a * $using:taken }", "2.5")]
    [InlineData("[double]::MaxValue", "@{ b = if ($using:taken -gt 1e300) { 8 } else { 0 } }", "8")]
    [InlineData("'q'", "@{ b = \"$using:taken$($_.c)\".Length }", "2")]
    [InlineData("@{ x = 7; y = 9 }", "$map = $using:taken; @{ b = $map[$_.c] }", "9")]
    [InlineData("@{ X = 7; Y = 9 }", "$map = $using:taken; @{ b = $map.($_.c) }", "9")]
    [InlineData("@{ 1 = 'one' }", "@{ b = $using:taken[1].Length }", "3")]
    [InlineData("[ordered]@{ y = 4; x = 5 }", "@{ b = $using:taken[0] }", "4")]
    [InlineData("1, 2, 6", "@{ b = $using:taken[-1] + $using:taken.Count }", "9")]
    [InlineData("$true", "@{ b = if ($using:taken) { 1 } else { 0 } }", "1")]
    [InlineData("$null", "@{ b = if ($null -eq $using:taken) { 1 } else { 0 } }", "1")]
    [InlineData("[datetime]'2024-03-01'", "@{ b = ([datetime]'2024-03-04' - $using:taken).TotalDays }", "3")]
    [InlineData("[timespan]'01:30:00'", "@{ b = $using:taken.TotalMinutes }", "90")]
    [InlineData("[pscustomobject]@{ mean = 4; of = @{ x = 1 } }", "@{ b = $using:taken.mean + $using:taken.of.x }", "5")]
    [InlineData("'a.b', 'c'", "$using:taken | ForEach-Object { $n += $_.Length } -Begin { $n = 0 } -End { @{ b = $n } }", "4")]
    public void A_value_of_using_is_the_same_after_the_file(string value, string block, string expected)
    {
        ShellResult result = shell.Run($$"""
            $taken = {{value}}
            $split = $table | Split-Dataset -Test 5 -NoShuffle -Preprocessor { OneHot c; Script { {{block.Replace("$_.c", "('x', 'y')[[int]$_.c_y]", StringComparison.Ordinal)}} } }
            $taken = 'something else'
            $kept = New-Model -Data $split -Seed 0 { Linear }
            $null = $kept | Start-TrainingRun $split -Epoch 1 -Seed 0
            $path = Join-Path ([IO.Path]::GetTempPath()) "$([guid]::NewGuid()).safetensors"
            $kept | Export-Model $path
            $asked = [pscustomobject]@{ a = 1; c = 'y' }
            ($asked | Invoke-Preprocessor $kept).b
            $elsewhere = [powershell]::Create().AddScript({
                Import-Module $args[0]
                $taken = -1
                $read = Import-Model $args[1] -AllowScript
                ([pscustomobject]@{ a = 1; c = 'y' } | Invoke-Preprocessor $read).b
                ([pscustomobject]@{ a = 1; c = 'y' } | Invoke-Model $read).ToArray()[0]
            }).AddArgument($args[0]).AddArgument($path).Invoke()
            $elsewhere
            ($asked | Invoke-Model $kept).ToArray()[0]
            Remove-Item $path
            """, BuiltModule.Manifest);
        Assert.True(result.Failure is null && result.Errors.Count == 0, $"{result.Failure}{result.Errors.FirstOrDefault()}");
        string[] said = [.. result.Objects.Select(item => Convert.ToString(item.BaseObject, System.Globalization.CultureInfo.InvariantCulture)!)];
        Assert.Equal([expected, expected], said[..2]);
        Assert.Equal(said[2], said[3]);
    }

    [Fact]
    public void A_step_made_in_a_function_takes_that_functions_value() => Assert.Equal(
        "6 8",
        TensorText.Of(shell, """
            $k = 1
            function Made($k) { New-Preprocessor { Script { @{ b = $_.a * $using:k } } } -Data ($table | Select-Dataset -First 3) }
            $six = Made 6; $eight = Made 8
            $one = [pscustomobject]@{ a = 1; c = 'x' }
            (Invoke-Preprocessor $six $one).b; (Invoke-Preprocessor $eight $one).b
            """));

    [Theory]
    [InlineData("@{ b = $using:nowhere }", "VariableNotFound", "$using:nowhere")]
    [InlineData("@{ b = $using:model.ParameterCount }", "VariableNotKept", "$using:model")]
    [InlineData("@{ b = & $using:code }", "VariableNotKept", "$using:code")]
    [InlineData("@{ b = $using:ring[0] }", "VariableNotKept", "$using:ring")]
    public void What_a_file_cannot_keep_is_refused(string block, string id, string name) => Assert.Contains(
        name,
        shell.Run($"$model = New-Model 2 {{ Linear 1 }}; $code = {{ 1 }}; $ring = [object[]]::new(1); $ring[0] = $ring; New-Preprocessor {{ Script {{ {block} }} }}").Error(id).Exception.Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("@{ b = [double]::PositiveInfinity }", "Step 2 (Script)", "Infinity for column 'b' in row 0")]
    [InlineData("@{ ratio = 1 / ($_.a - 3) * 1e308 * 10 }", "Step 2 (Script)", "column 'ratio' in row 0")]
    [InlineData("@{ b = if ($_.a -eq 4) { [math]::Log(0) } else { 1 } }", "Step 2 (Script)", "-Infinity for column 'b' in row 3")]
    [InlineData("@{ b = if ($_.a -eq 4) { , (1, 2) } else { 1 } }", "Step 2 (Script)", "column 'b' in row 3")]
    [InlineData("if ($_.a -eq 4) { 5 } else { @{ b = 1 } }", "Step 2 (Script)", "for row 3")]
    public void What_goes_wrong_names_step_column_and_row(string block, string step, string place)
    {
        string message = shell.Run($"New-Preprocessor {{ OneHot c; Script {{ {block} }} }} -Data $table").Error("InvalidScriptResult").Exception.Message;
        Assert.StartsWith(step, message, StringComparison.Ordinal);
        Assert.Contains(place, message, StringComparison.Ordinal);
    }
}
