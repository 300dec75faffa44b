# The package that Pack makes, installed from a folder into an empty home, and the first example from there.

BeforeAll {
    Set-StrictMode -Version Latest
    . "$PSScriptRoot/Support/Examples.ps1"
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $packed = dotnet msbuild "$root/build.targets" -nologo -nodeReuse:false -verbosity:minimal -target:WritePackage 2>&1
    $packed = if ($LASTEXITCODE -ne 0) { "$packed" } else { '' }

    $userHome = (New-Item "$TestDrive/home" -ItemType Directory).FullName
    $feed = (New-Item "$TestDrive/feed" -ItemType Directory).FullName
    Copy-Item "$root/out/NormTools.*.nupkg" $feed

    # In a PowerShell of its own, whose home is empty.
    function Read-Session([string]$Script) {
        $own = [Environment]::ProcessPath
        $start = [Diagnostics.ProcessStartInfo]::new($own)
        $arguments = @(if ((Split-Path $own -LeafBase) -eq 'dotnet') { 'exec', "$PSHOME/pwsh.dll" }) + '-NoProfile', '-NonInteractive', '-File', "$TestDrive/session.ps1"
        $arguments.ForEach({ $start.ArgumentList.Add($_) })
        foreach ($name in 'HOME', 'USERPROFILE', 'LOCALAPPDATA') { $start.Environment[$name] = $userHome }
        foreach ($name in 'PSModulePath', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'NORMTOOLS_LIBRARY') {
            $null = $start.Environment.Remove($name)
        }

        $start.Environment['NO_COLOR'] = '1'
        $start.WorkingDirectory = $userHome
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        Set-Content "$TestDrive/session.ps1" $Script
        $process = [Diagnostics.Process]::Start($start)
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        $output + $errors.Result
    }
}

Describe 'The package' {
    It 'is made of what is built' {
        $packed | Should -BeNullOrEmpty
        @(Get-ChildItem $feed).Name | Should -Be "NormTools.$((Import-PowerShellDataFile "$root/NormTools.psd1").ModuleVersion).nupkg"
    }

    It 'is installed from a folder into an empty home, found by its name, and runs the first example' {
        $example = @(Get-PageExample "$root/docs/en-US/about_NormTools.md")[0]
        $script = @(
            '$ErrorActionPreference = "Stop"; $ProgressPreference = "SilentlyContinue"; Set-StrictMode -Version Latest'
            "Register-PSResourceRepository -Name Folder -Uri '$feed' -Trusted"
            'Install-PSResource NormTools -Repository Folder -Scope CurrentUser'
            'Import-Module NormTools'
            '$module = Get-Module NormTools'
            '"installed: $($module.Version) $($module.ModuleBase)"'
            '"help: $((Get-Help New-Tensor).Synopsis)"'
            'Set-Location $module.ModuleBase'
            $example.Code
        ) -join "`n"
        $output = Read-Session $script
        $output | Should -Match "installed: [\d.]+ $([regex]::Escape($userHome))"
        $output | Should -Match 'help: Makes a tensor of a shape'
        $shown = Get-PlainText $example.Shown
        $printed = Get-PlainText ($output -replace '(?s)^.*(?=Training run:)')
        Get-NearText $printed $shown | Should -BeExactly $shown
    }
}
