# Dot-sourced by other examples: 300 digits to train on and 200 to validate by, 30 % of the labels of both shuffled, and 1,000
# digits with the right labels to judge by. Which digits and which labels follows from the seed.
$digits = Import-Dataset "$PSScriptRoot/../data/digits.csv.gz" -Label label

function Get-NoisyDigits([int]$Seed) {
    $split = $digits | Split-Dataset -Train 300 -Validation 200 -Test 1000 -Stratify -Seed $Seed
    $parts = foreach ($part in $split.Train, $split.Validation) {
        $label = $part.Target.ToArray()
        $chosen = (New-RandomTensor $part.Count Permutation -Seed (100 + $Seed)).ToArray()[0..([int](0.3 * $part.Count) - 1)]
        $moved = $label[$chosen]
        $order = (New-RandomTensor $chosen.Count Permutation -Seed (200 + $Seed)).ToArray()
        foreach ($i in 0..($chosen.Count - 1)) { $label[$chosen[$i]] = $moved[$order[$i]] }
        New-Dataset ($part.Feature / 16) ($label | ForEach-Object { "$_" }) -Task Classification
    }

    $test = New-Dataset ($split.Test.Feature / 16) ($split.Test.Target.ToArray() | ForEach-Object { "$_" }) -Task Classification
    @($parts) + $test | Join-Dataset | Split-Dataset -Validation 200 -Test 1000 -NoShuffle
}
