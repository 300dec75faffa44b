@echo off
rem build.cmd Build ^| Demo ^| Test ^| Check ^| Bench ^| Pack [arguments]
rem Needs the .NET SDK and the C++ build tools; scripts run in pwsh where it is, else in the small host of tests\Host.
setlocal
cd /d "%~dp0"
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set "make=dotnet msbuild build.proj -nologo -maxCpuCount -nodeReuse:false -verbosity:minimal"
set "task=%~1"
if not defined task set "task=Build"
for /f "tokens=1,*" %%a in ("%*") do set "rest=%%b"

for %%t in (Build Check Pack) do if /i "%task%"=="%%t" (
    %make% -target:%%t
    exit /b
)
for %%t in (Demo Test Bench) do if /i "%task%"=="%%t" goto :%%t
echo build.cmd: '%task%' is not one of Build, Demo, Test, Check, Bench, Pack. 1>&2
exit /b 64

:Demo
%make% -target:Build || exit /b
where /q pwsh && (
    pwsh -NoProfile -File examples\digits.ps1 %rest%
    exit /b
)
if exist "%USERPROFILE%\.dotnet\tools\pwsh.exe" (
    "%USERPROFILE%\.dotnet\tools\pwsh.exe" -NoProfile -File examples\digits.ps1 %rest%
    exit /b
)
%make% -target:BuildHost || exit /b
dotnet exec tests\Host\bin\Release\net10.0\NormTools.Host.dll examples\digits.ps1 %rest%
exit /b

:Test
del /q out\tests\summary.txt 2>nul
%make% -target:Test
set code=%errorlevel%
if exist out\tests\summary.txt (type out\tests\summary.txt) else echo 0 passed, 1 failed, 0 skipped
exit /b %code%

:Bench
%make% -target:BuildBench 1>&2 || exit /b
dotnet exec tests\Bench\bin\Release\net10.0\NormTools.Bench.dll %rest%
exit /b
