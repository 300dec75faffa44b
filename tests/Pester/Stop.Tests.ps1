# Ctrl+C at a prompt, in the middle of every cmdlet that can take long.

BeforeDiscovery {
    . "$PSScriptRoot/Support/LongLines.ps1"
    $cases = foreach ($name in $lines.Keys) { foreach ($line in $lines[$name]) { @{ Name = $name; Line = $line } } }
}

Describe 'The lines that take long' {
    BeforeAll {
        Set-StrictMode -Version Latest
        . "$PSScriptRoot/Support/LongLines.ps1"
        $folder = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { "$PSScriptRoot/../../out/NormTools" }
        Import-Module "$folder/NormTools.psd1" -Force
    }

    It 'are there for every cmdlet, or the reason why it is short' {
        $names = (Get-Command -Module NormTools -CommandType Cmdlet).Name
        $known = @($lines.Keys) + @($short.Keys)
        $names | Where-Object { $name = $_; -not ($known | Where-Object { $name -like $_ }) } | Should -BeNullOrEmpty
        $known | Where-Object { -not ($names -like $_) } | Should -BeNullOrEmpty
    }

    It 'are of their cmdlet' {
        foreach ($name in $lines.Keys) { $lines[$name] | Should -BeLike "*$name*" }
    }
}

Describe 'Ctrl+C' -Skip:(-not $IsLinux) {
    BeforeAll {
        Set-StrictMode -Version Latest
        . "$PSScriptRoot/Support/Terminal.ps1"
        . "$PSScriptRoot/Support/LongLines.ps1"
        $folder = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { "$PSScriptRoot/../../out/NormTools" }
        Push-Location $TestDrive
        foreach ($name in $packed.Keys) {
            $line, $times = $packed[$name]
            $plain = [Text.Encoding]::ASCII.GetBytes($line * [int](16MB / $line.Length))
            $memory = [IO.MemoryStream]::new()
            $zip = [IO.Compression.GZipStream]::new($memory, [IO.Compression.CompressionLevel]::Optimal, $true)
            $zip.Write($plain, 0, $plain.Length)
            $zip.Dispose()
            $file = [IO.File]::Create("$TestDrive/$name")
            foreach ($i in 1..$times) { $file.Write($memory.ToArray(), 0, $memory.Length) }
            $file.Dispose()
        }

        $terminal = Open-Prompt (Resolve-Path $folder)
        foreach ($line in $given) {
            $terminal.Send("$line; 'made ' + 'it'`r")
            $null = $terminal.WaitFor('made it\n(.|\n)*ready>', 120)
        }
    }

    AfterAll {
        $terminal.Dispose()
        Pop-Location
    }

    # What the person at the terminal waits for is below a fifth of a second, which is looked at where NORMTOOLS_TEST_TIMES
    # is set, on a machine that does nothing else. A busy one can only say that the line, which takes far longer than
    # Measure-Stop waits for the prompt, was broken off.
    It 'breaks off <Name>: <Line>' -ForEach $cases {
        $milliseconds = Measure-Stop $terminal $Line
        Read-Answer $terminal '"ended: $ended, $($Error.Count) errors"' | Should -Match '(?m)^ended: False, 0 errors$'
        if ($env:NORMTOOLS_TEST_TIMES) {
            Write-Verbose "$milliseconds ms: $Line" -Verbose
            $milliseconds | Should -BeLessThan 200
        }
    }
}
