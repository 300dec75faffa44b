@echo off
rem build.cmd Build, Demo, Test, Check, Bench, Fuzz or Pack [arguments]
rem Needs the .NET SDK and the C++ build tools; scripts run in pwsh 7.4 or later, or else in the PowerShell of .config.
setlocal
cd /d "%~dp0"
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set POWERSHELL_TELEMETRY_OPTOUT=1
set POWERSHELL_UPDATECHECK=Off
set "make=dotnet msbuild build.targets -nologo -maxCpuCount -nodeReuse:false -verbosity:minimal"
set "task=%~1"
if not defined task set "task=Build"
set "rest="
for /f "tokens=1,*" %%a in ("%*") do set "rest=%%b"

for %%t in (Build Check Pack) do if /i "%task%"=="%%t" goto target
for %%t in (Demo Test Bench Fuzz) do if /i "%task%"=="%%t" goto %%t
echo build.cmd: '%task%' is not one of Build, Demo, Test, Check, Bench, Fuzz, Pack. 1>&2
exit /b 64

:target
%make% -target:%task%
exit /b

:Demo
%make% -target:Build
if errorlevel 1 exit /b
pwsh -NoProfile -Command "exit [int]($PSVersionTable.PSVersion -lt [semver]'7.4.0')" 2> nul
if not errorlevel 1 (
    pwsh -NoProfile -File examples\digits.ps1 %rest%
    exit /b
)
dotnet tool restore > nul
if errorlevel 1 exit /b
dotnet tool run pwsh -- -NoProfile -File examples\digits.ps1 %rest%
exit /b

:Test
%make% -target:Test
if errorlevel 1 (
    echo 0 passed, 1 failed, 0 skipped
    exit /b 1
)
dotnet exec tests\Run\bin\Release\net10.0\NormTools.Run.dll %rest%
exit /b

:Bench
%make% -target:Bench 1>&2
if errorlevel 1 exit /b
dotnet exec tests\Bench\bin\Release\net10.0\NormTools.Bench.dll %rest%
exit /b

:Fuzz
%make% -target:Fuzz
if errorlevel 1 exit /b
dotnet exec tests\Fuzz\bin\Release\net10.0\NormTools.Fuzz.dll %rest%
exit /b
