# A run with everything that has a state, killed at random moments: Support/KilledRun.ps1 -Count 100 does the same on demand.

Describe 'A run that is killed with SIGKILL' {
    BeforeAll {
        Set-StrictMode -Version Latest
    }

    It 'goes on from its checkpoint and ends with the same bits' {
        $module = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { "$PSScriptRoot/../../out/NormTools" }
        $result = & "$PSScriptRoot/Support/KilledRun.ps1" -Count 3 -Epoch 60 -Seed 7 -Module $module
        $result.Differs | Should -BeNullOrEmpty
        $result.Kills | Should -Be 3
        $result.Runs | Should -BeGreaterThan 0
        $result.Same | Should -Be $result.Runs
    }
}
