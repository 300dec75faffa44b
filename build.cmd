@echo off
rem build.cmd Build, Demo, Test, Check, Bench or Pack [arguments]
rem Needs the .NET SDK and the C++ build tools; scripts run in pwsh where it is, else in the small host of tests\Host.
setlocal
cd /d "%~dp0"
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set "make=dotnet msbuild build.targets -nologo -maxCpuCount -nodeReuse:false -verbosity:minimal"
set "task=%~1"
if not defined task set "task=Build"
set "rest="
for /f "tokens=1,*" %%a in ("%*") do set "rest=%%b"

for %%t in (Build Check Pack) do if /i "%task%"=="%%t" goto target
for %%t in (Demo Test Bench) do if /i "%task%"=="%%t" goto %%t
echo build.cmd: '%task%' is not one of Build, Demo, Test, Check, Bench, Pack. 1>&2
exit /b 64

:target
%make% -target:%task%
exit /b

:Demo
set "pwsh="
if exist "%USERPROFILE%\.dotnet\tools\pwsh.exe" set "pwsh=%USERPROFILE%\.dotnet\tools\pwsh.exe"
where /q pwsh && set "pwsh=pwsh"
if defined pwsh (%make% -target:Build) else (%make% -target:Demo)
if errorlevel 1 exit /b
if defined pwsh ("%pwsh%" -NoProfile -File examples\digits.ps1 %rest%) else (
    dotnet exec tests\Host\bin\Release\net10.0\NormTools.Host.dll examples\digits.ps1 %rest%
)
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
