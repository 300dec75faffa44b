# Describes a matrix with the built module. Run it with ./build.sh Demo (or build.cmd, or build.ps1).
Import-Module "$PSScriptRoot/../out/NormTools/NormTools.psd1"
New-Tensor -Data (1..12) -Shape 4, 3 | Measure-Tensor -Axis 0
