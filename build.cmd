@echo off
rem build.cmd Build, Demo, Test, Check, Bench, Fuzz or Pack [arguments]
rem Needs the .NET SDK and the C++ build tools; scripts run in pwsh 7.4 or later, or else in the PowerShell of .config.
setlocal
cd /d "%~dp0"
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_GENERATE_ASPNET_CERTIFICATE=false
set POWERSHELL_TELEMETRY_OPTOUT=1
set POWERSHELL_UPDATECHECK=Off
set "make=dotnet msbuild build.targets -nologo -maxCpuCount -nodeReuse:false -verbosity:minimal"
set "task=%~1"
if not defined task set "task=Build"
set "rest="
for /f "tokens=1,*" %%a in ("%*") do set "rest=%%b"

rem || and not "if errorlevel 1": what Ctrl+C or the system ended has a negative code.
for %%t in (Build Check Pack) do if /i "%task%"=="%%t" goto target
for %%t in (Demo Test Bench Fuzz) do if /i "%task%"=="%%t" goto %%t
echo build.cmd: '%task%' is not one of Build, Demo, Test, Check, Bench, Fuzz, Pack. 1>&2
exit /b 64

:target
set "step=%task%"
%make% -target:%task% || goto failed
exit /b

:Demo
set "step=The build"
%make% -target:Build || goto failed
pwsh -NoProfile -NonInteractive -Command "exit [int]($PSVersionTable.PSVersion -lt [semver]'7.4.0')" > nul 2> nul && (
    pwsh -NoProfile -File examples\digits.ps1 %rest%
    exit /b
)
set "step=dotnet tool restore, which brings PowerShell,"
dotnet tool restore 1>&2 || goto failed
dotnet tool run pwsh -- -NoProfile -File examples\digits.ps1 %rest%
exit /b

:Test
set "step=The build"
%make% -target:Test || goto failed
dotnet exec tests\Run\bin\Release\net10.0\NormTools.Run.dll %rest%
exit /b

:Bench
set "step=The build"
%make% -target:Bench 1>&2 || goto failed
dotnet exec tests\Bench\bin\Release\net10.0\NormTools.Bench.dll %rest%
exit /b

:Fuzz
set "step=The build"
%make% -target:Fuzz || goto failed
dotnet exec tests\Fuzz\bin\Release\net10.0\NormTools.Fuzz.dll %rest%
exit /b

:failed
set "code=%errorlevel%"
echo build.cmd: %step% failed with exit code %code%. 1>&2
if /i "%task%"=="Test" echo 0 passed, 1 failed, 0 skipped
exit /b %code%
