# Dot-sourced by the tests of the pages: finds their examples, gives them the files that they name, and shows what comes
# as a console of 80 columns shows it.

# Every example of a page: its code, and the output that the page shows behind it, or $null where it shows none.
function Get-PageExample([string]$Path) {
    $text = [IO.File]::ReadAllText($Path)
    $number = 0
    foreach ($match in [regex]::Matches($text, '(?ms)^```powershell\n(.*?)\n```$(?:\n```text\n(.*?)\n```$)?')) {
        $number++
        $shown = if ($match.Groups[2].Success) { $match.Groups[2].Value }
        @{ Number = $number; Code = $match.Groups[1].Value; Shown = $shown }
    }
}

# Why no page shows what an example prints: it is another on each machine, or too long. Nothing where it is to be shown.
function Get-UnlikeReason([string]$Page, [string]$Code) {
    $unlike = @(
        @{ Page = 'README'; Code = '$run.History*'; Reason = 'a round of what else there is, too long to show' }
        @{ Page = 'about_NormTools'; Code = 'Join-Path (Get-Module NormTools)*'; Reason = 'a path of the machine' }
        @{ Page = 'about_NormTools'; Code = 'Get-Process |*'; Reason = 'the processes of the machine' }
        @{ Page = 'about_NormTools'; Code = 'Get-Command -Module*'; Reason = 'a list and a page of help, as long as they are' }
    )
    $unlike | Where-Object { $_.Page -eq $Page -and $Code -like $_.Code } | ForEach-Object Reason
}

# Runs an example in the session of its page and gives what it prints: objects in the views of the module as soon as they
# come, for what they hold may change in the next line; everything else as PowerShell shows it.
function Read-Example([psmoduleinfo]$Session, [string]$Code) {
    . $Session ([scriptblock]::Create($Code)) 2>&1 3>&1 4>&1 6>&1 | ForEach-Object {
        if ($null -ne $_ -and $_.GetType().GetInterface('NormTools.IDisplay')) {
            [NormTools.Display]::Render($_, $null) # whatever the width of this console
            if ($_ -isnot [NormTools.Tensor]) { '' }
        }
        elseif ($_ -is [System.Management.Automation.WarningRecord]) { "WARNING: $_" }
        elseif ($_ -is [System.Management.Automation.VerboseRecord]) { "VERBOSE: $_" }
        elseif ($_ -is [System.Management.Automation.ErrorRecord]) { throw $_ }
        else { $_ }
    } | Out-String -Width 80
}

# Lines without what surrounds them; seconds differ from run to run.
function Get-PlainText([string]$Text) {
    $lines = foreach ($line in $Text -split '\r?\n') { $line.TrimEnd() -replace '\d+\.\d\d s\b', '# s' }
    ($lines -join "`n").Trim("`n")
}

# The text, with the numbers of the other in it where they are near: sums are added up in another order on another processor,
# and a training carries that on.
function Get-NearText([string]$Text, [string]$Other, [double]$Share = 0.05) {
    $number = '-?\d+(?:\.\d+)?(?:e[+-]\d+)?'
    $wanted = @([regex]::Matches($Other, $number) | ForEach-Object Value)
    $script:numberIndex = 0
    [regex]::Replace($Text, $number, {
        param($match)
        $near = if ($script:numberIndex -lt $wanted.Count) { $wanted[$script:numberIndex++] } else { $match.Value }
        $unit = [Math]::Pow(10, -($match.Value -replace '^[^.]*\.?').Length)
        $distance = [Math]::Abs([double]$match.Value - [double]$near)
        if ($distance -le $Share * [Math]::Abs([double]$near) + $unit) { $near } else { $match.Value }
    })
}

function Write-Idx([string]$Path, [int[]]$Shape, [byte[]]$Value) {
    $header = 0, 0, 8, $Shape.Count + $Shape.ForEach({ $bytes = [BitConverter]::GetBytes($_); [array]::Reverse($bytes); $bytes })
    $file = [IO.Compression.GZipStream]::new([IO.File]::Create($Path), [IO.Compression.CompressionMode]::Compress)
    try { $file.Write([byte[]]($header + $Value), 0, $header.Count + $Value.Count) } finally { $file.Dispose() }
}

# The files that the pages take for granted, by the names that they have there. The module brings those of `data` along.
function Write-PageFile([string]$Folder) {
    $random = [Random]::new(0)
    foreach ($part in @{ Name = 'train'; Count = 60 }, @{ Name = 't10k'; Count = 20 }) {
        $pixels = [byte[]]::new($part.Count * 784)
        $random.NextBytes($pixels)
        Write-Idx "$Folder/$($part.Name)-images-idx3-ubyte.gz" $part.Count, 28, 28 $pixels
        Write-Idx "$Folder/$($part.Name)-labels-idx1-ubyte.gz" $part.Count (0..($part.Count - 1)).ForEach({ $_ % 10 })
    }

    Set-Content "$Folder/houses.csv" @(
        'id,area,rooms,district,price'
        '1,54,2,north,210000', '2,120,5,west,480000', '3,75,,north,300000', '4,98,4,centre,520000', '5,61,3,west,250000'
    )

    Set-Content "$Folder/titanic.csv" @(
        'name,pclass,sex,age,fare,ticket,embarked,survived'
        foreach ($i in 1..40) {
            $sex = ('female', 'male', 'male')[$i % 3]
            $age = if ($i % 5) { ($i * 37) % 70 + 1 }
            $place = if ($i % 13) { ('S', 'C', 'Q', 'S')[$i % 4] }
            "passenger $i,$($i % 3 + 1),$sex,$age,$(($i * 17) % 90 + 7.25),A$i,$place,$([int](($i * 7) % 4 -eq 0 -or $sex -eq 'female'))"
        }
    )

    # As PyTorch's save_file writes the state dict of these layers.
    New-Model 4 -Seed 1 { Linear 3; BatchNorm; ReLU; Linear 2 } | Export-Model "$Folder/model.safetensors"
}
