# Rows of 13 numbers from the pipeline, answered by a model. Prints a JSON object a line: milliseconds and rows a second.
param([string] $Module, [int] $Thread)
$ErrorActionPreference = 'Stop'
Import-Module $Module
Set-NormToolsOption -Thread $Thread
$count = 20000
$random = [Random]::new(1)
$path = Join-Path ([IO.Path]::GetTempPath()) "predict-rows-$PID.csv"
$names = 1..13 | ForEach-Object { "x$_" }
$lines = [Collections.Generic.List[string]]::new()
$lines.Add(($names -join ',') + ',y')
foreach ($row in 1..$count) {
    $cells = foreach ($i in 1..13) { $random.NextDouble().ToString('F6', [cultureinfo]::InvariantCulture) }
    $lines.Add(($cells -join ',') + ',' + @('a', 'b', 'c')[$row % 3])
}

try {
    [IO.File]::WriteAllLines($path, $lines)
    $data = Import-Dataset $path -Label y | Split-Dataset -Test 0.2 -Seed 1 -Preprocessor { Standardize }
    $model = New-Model -Data $data -Seed 0 { Linear 32; ReLU; Linear } 3> $null
    $null = $model | Start-TrainingRun $data -Epoch 1 -Seed 0 -ProgressAction Ignore 3> $null
    $texts = Import-Csv $path | Select-Object $names
    $numbers = foreach ($row in $texts) {
        $map = [ordered]@{}
        foreach ($name in $names) { $map[$name] = [double]$row.$name }
        [pscustomobject]$map
    }

    # What PowerShell itself takes, in compiled code: to hand on a row, to read 13 texts of it as numbers, and to make an
    # answer of 13 + 5 properties of it.
    Add-Type -IgnoreWarnings -TypeDefinition @'
using System.Globalization;
using System.Management.Automation;
[Cmdlet("Receive", "Row")]
public sealed class ReceiveRowCommand : Cmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public PSObject InputObject { get; set; }

    protected override void ProcessRecord()
    {
    }
}

[Cmdlet("Read", "Row")]
public sealed class ReadRowCommand : Cmdlet
{
    private double sum;

    [Parameter(ValueFromPipeline = true)]
    public PSObject InputObject { get; set; }

    [Parameter(Position = 0)]
    public string[] Name { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            sum += double.Parse((string)InputObject.Properties[name].Value, CultureInfo.InvariantCulture);
        }
    }
}

[Cmdlet("Copy", "Answer")]
public sealed class CopyAnswerCommand : Cmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public PSObject InputObject { get; set; }

    protected override void ProcessRecord()
    {
        PSObject copy = new PSObject(18);
        foreach (PSPropertyInfo property in InputObject.Properties)
        {
            copy.Properties.Add(new PSNoteProperty(property.Name, property.Value), true);
        }

        for (int i = 0; i < 5; i++)
        {
            copy.Properties.Add(new PSNoteProperty(Names[i], 0.5f), true);
        }

        WriteObject(copy);
    }

    private static readonly string[] Names = { "Prediction", "Confidence", "a", "b", "c" };
}
'@ -PassThru | ForEach-Object { Import-Module $_.Assembly }
    $cases = [ordered]@{
        'predict-rows' = { $texts | Invoke-Model $model }
        'predict-rows-receive-floor' = { $texts | Receive-Row }
        'predict-rows-read-floor' = { $texts | Read-Row $names }
        'predict-rows-array' = { Invoke-Model $model $texts }
        'predict-rows-numbers' = { $numbers | Invoke-Model $model }
        'predict-rows-as-row' = { $texts | Invoke-Model $model -As Row }
        'predict-rows-as-row-floor' = { $texts | Copy-Answer }
        'predict-rows-csv-as-row' = { Import-Csv $path | Invoke-Model $model -As Row 3> $null }
        'predict-rows-csv-floor' = { Import-Csv $path | Copy-Answer }
        'predict-rows-import-csv-alone' = { Import-Csv $path }
    }
    foreach ($case in $cases.GetEnumerator()) {
        $best = [double]::MaxValue
        foreach ($try in 1..6) {
            [GC]::Collect()
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $null = & $case.Value
            $best = [Math]::Min($best, $watch.Elapsed.TotalMilliseconds)
        }

        [ordered]@{
            library = if ($case.Key -match 'floor|alone') { 'PowerShell' } else { 'normtools' }
            threads = $Thread
            name = $case.Key
            ms = [Math]::Round($best, 3)
            rowsPerSecond = [Math]::Round($count / $best * 1000)
        } | ConvertTo-Json -Compress
    }
}
finally {
    Remove-Item $path -ErrorAction Ignore
}
