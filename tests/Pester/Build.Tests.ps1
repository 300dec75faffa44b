# What build.sh and build.ps1 do where a step fails or is ended, with a dotnet and a pwsh that only write down how they were
# called. On Windows build.cmd has the part of build.sh.

BeforeAll {
    Set-StrictMode -Version Latest
    $root = Resolve-Path "$PSScriptRoot/../.."
    $own = [Environment]::ProcessPath
    $shell = if ((Split-Path $own -LeafBase) -eq 'dotnet') { @($own, 'exec', "$PSHOME/pwsh.dll") } else { @($own) }

    # A program that writes its arguments to calls.txt; what it does then is the text of a file beside it.
    function Set-Program([string]$Name, [string]$Then) {
        if ($IsWindows) { Set-Content "$place/bin/$Name.cmd" "@echo $Name %*>>`"$place\calls.txt`"", $Then }
        else {
            Set-Content "$place/bin/$Name" '#!/bin/sh', "echo `"$Name `$*`" >> '$place/calls.txt'", $Then
            [IO.File]::SetUnixFileMode("$place/bin/$Name", 'UserRead, UserWrite, UserExecute')
        }
    }

    # Runs the build script with nothing on PATH but those programs and what a script of sh needs.
    function Invoke-Build([string]$Script, [string]$Task) {
        $start = [Diagnostics.ProcessStartInfo]::new()
        $line = if ($Script -eq 'build.sh') { @('/usr/bin/env', 'bash', "$place/build.sh", $Task) }
        else { $shell + @('-NoProfile', '-NonInteractive', '-File', "$place/build.ps1", $Task) }
        $start.FileName = $line[0]
        $line | Select-Object -Skip 1 | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.Environment['PATH'] = "$place/bin"
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $process = [Diagnostics.Process]::Start($start)
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        $calls = @(if (Test-Path "$place/calls.txt") { Get-Content "$place/calls.txt" })
        [pscustomobject]@{ ExitCode = $process.ExitCode; Output = $output; Error = $errors.Result; Calls = $calls }
    }
}

Describe 'The build script' {
    BeforeEach {
        $place = (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory).FullName
        $null = New-Item "$place/bin", "$place/examples" -ItemType Directory
        Copy-Item "$root/build.sh", "$root/build.ps1" $place
        Set-Content "$place/examples/digits.ps1" "'the example'"
        if (-not $IsWindows) {
            foreach ($tool in 'bash', 'sh', 'dirname', 'tr') {
                $path = (Get-Command $tool -CommandType Application | Select-Object -First 1).Source
                $null = New-Item "$place/bin/$tool" -ItemType SymbolicLink -Target $path
            }
        }

        Set-Program dotnet ''
    }

    It 'build.sh runs the example in the PowerShell of .config where there is <No>' -Skip:$IsWindows -ForEach @(
        @{ No = 'no other'; Pwsh = $null }
        @{ No = 'one of before 7.4'; Pwsh = 'exit 1' }
    ) {
        if ($Pwsh) { Set-Program pwsh $Pwsh }
        $result = Invoke-Build build.sh Demo
        $result.ExitCode | Should -Be 0 -Because $result.Error
        $result.Calls -match '^dotnet msbuild .*-target:Build -property:Here=true' | Should -HaveCount 1
        $result.Calls -match '^dotnet tool restore' | Should -HaveCount 1
        $result.Calls[-1] | Should -Be 'dotnet tool run pwsh -- -NoProfile -File examples/digits.ps1'
    }

    It 'build.sh runs it in a pwsh of 7.4 or later' -Skip:$IsWindows {
        Set-Program pwsh 'exit 0'
        $result = Invoke-Build build.sh Demo
        $result.Calls[-1] | Should -Be 'pwsh -NoProfile -File examples/digits.ps1'
        $result.Calls -match '^dotnet tool' | Should -HaveCount 0
    }

    It 'build.ps1 runs it in its own PowerShell' {
        $result = Invoke-Build build.ps1 Demo
        $result.Output | Should -Match 'the example'
        $result.Calls | Should -HaveCount 1
        $result.Calls[0] | Should -Match '^dotnet msbuild .*-target:Build -property:Here=true'
    }

    It '<Script> ends where <Step> <How>, says so, and goes no further' -Skip:$IsWindows -ForEach @(
        @{ Script = 'build.sh'; Step = 'the build'; How = 'fails'; If = 'msbuild'; Then = 'exit 3'; Code = 3; Says = 'The build failed with exit code 3' }
        @{ Script = 'build.sh'; Step = 'the build'; How = 'is killed'; If = 'msbuild'; Then = 'kill -KILL $$'; Code = 137; Says = 'The build was ended by signal 9' }
        @{ Script = 'build.sh'; Step = 'the build'; How = 'is asked to end'; If = 'msbuild'; Then = 'kill -TERM $$'; Code = 143; Says = 'The build was ended by signal 15' }
        @{ Script = 'build.sh'; Step = 'the build'; How = 'is broken off and says that all is well'; If = 'msbuild'; Then = 'kill -INT $PPID'; Code = 130; Says = 'Demo was broken off' }
        @{ Script = 'build.sh'; Step = 'the tool'; How = 'cannot be restored'; If = 'tool'; Then = 'echo no feed; exit 1'; Code = 1; Says = '(?s)no feed.*dotnet tool restore, which brings PowerShell, failed with exit code 1' }
        @{ Script = 'build.ps1'; Step = 'the build'; How = 'fails'; If = 'msbuild'; Then = 'exit 3'; Code = 3; Says = 'The build failed with exit code 3' }
        @{ Script = 'build.ps1'; Step = 'the build'; How = 'is killed'; If = 'msbuild'; Then = 'kill -KILL $$'; Code = 137; Says = 'The build failed with exit code 137' }
    ) {
        Set-Program dotnet "if [ `"`$1`" = $If ]; then $Then; fi"
        $result = Invoke-Build $Script Demo
        $result.ExitCode | Should -Be $Code
        $result.Error | Should -Match $Says
        $result.Output | Should -Not -Match 'the example'
        $result.Calls -match 'digits' | Should -HaveCount 0
    }

    It '<_> says that the tests failed where they cannot be built' -Skip:$IsWindows -ForEach 'build.sh', 'build.ps1' {
        Set-Program dotnet 'exit 1'
        $result = Invoke-Build $_ Test
        $result.ExitCode | Should -Be 1
        $result.Error | Should -Match 'The build failed with exit code 1'
        ($result.Output.TrimEnd() -split '\r?\n')[-1] | Should -Be '0 passed, 1 failed, 0 skipped'
    }

    It '<_> names the SDK where it is not there' -Skip:$IsWindows -ForEach 'build.sh', 'build.ps1' {
        Remove-Item "$place/bin/dotnet*"
        $result = Invoke-Build $_ Demo
        $result.ExitCode | Should -Not -Be 0
        $result.Error -replace '\s+', ' ' | Should -Match 'the \.NET 10 SDK is needed'
    }
}
