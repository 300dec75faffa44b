# Dot-sourced by the tests of what an analyst sees and presses: a prompt of a real PowerShell on a pseudo-terminal.

Add-Type -Path "$PSScriptRoot/Terminal.cs"

# A prompt "ready>" with the module, strict; nothing of what is typed stays on the machine.
function Open-Prompt([string]$Module, [hashtable]$Environment = @{}) {
    $own = [Environment]::ProcessPath
    $pwsh = if ((Split-Path $own -LeafBase) -eq 'dotnet') { "'$own' exec '$PSHOME/pwsh.dll'" } else { "'$own'" }
    $start = @(
        'Set-StrictMode -Version Latest'
        'Set-PSReadLineOption -HistorySaveStyle SaveNothing -PredictionSource None'
        "Import-Module `"$Module/NormTools.psd1`""
        "Set-Location '$PWD'"
        'function prompt { "ready>" }'
    ) -join '; '
    $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($start))
    $quiet = @{ POWERSHELL_UPDATECHECK = 'Off'; POWERSHELL_TELEMETRY_OPTOUT = '1' }
    $terminal = [Terminal]::new("$pwsh -NoLogo -NoProfile -NoExit -EncodedCommand $encoded", $quiet + $Environment)
    $null = $terminal.WaitFor('ready>', 60)
    $terminal
}

# Types a line and gives what came until the next prompt.
function Read-Answer([Terminal]$Terminal, [string]$Line, [int]$Second = 20) {
    $Terminal.Send("$Line`r")
    $Terminal.WaitFor('ready>', $Second)
}

# Takes away what has been typed. A Ctrl+C between a prompt and the moment at which PSReadLine reads keys goes nowhere, as in
# every shell, and is pressed again; what a second one may still write comes before the answer to a line.
function Clear-Line([Terminal]$Terminal) {
    foreach ($try in 1..10) {
        $Terminal.Send("`u{3}")
        try {
            $null = $Terminal.WaitFor('ready>', 2)
            break
        }
        catch [TimeoutException] {
            if ($try -eq 10) {
                throw
            }
        }
    }

    $Terminal.Send("'li' + 'ne'`r")
    $null = $Terminal.WaitFor('line\s+ready>', 20)
}

# Types a line, presses Ctrl+C once the line has said that it starts, and gives the milliseconds until the next prompt.
function Measure-Stop([Terminal]$Terminal, [string]$Line, [int]$Wait = 300) {
    $Terminal.Send("`$Error.Clear(); `$ended = `$false; 'be' + 'gun'; $Line; `$ended = `$true`r")
    $null = $Terminal.WaitFor('begun\n', 30)
    Start-Sleep -Milliseconds $Wait
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $Terminal.Send("`u{3}")
    $null = $Terminal.WaitFor('ready>', 20)
    $clock.ElapsedMilliseconds
}
