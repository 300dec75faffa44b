# A bag of words against a recurrent network and a transformer on 400 short reviews in English and Korean (data/reviews.csv): which
# of four topics, and whether it is good or bad. 280 reviews to train on, 120 to judge by, with three seeds of the weights. Expect,
# within half a minute on two quiet cores, as the share of right answers:
#
#                 topic           opinion
#   bag of words  96.4 +- 3.2 %   63.6 +- 3.2 %
#   LSTM          98.3 +- 2.1 %   99.4 +- 2.4 %
#   transformer   96.9 +- 8.4 %   85.0 +- 24.4 %
#
# The topic is in the words, and no network beats their bag by more than chance. "Not bad" and "bad, not good" have the same words nearly:
# an opinion is in their order, which the bag has lost, the LSTM reads, and the transformer learns with some seeds and with others not.
param([ulong[]]$Seed = (0, 1, 2), [string[]]$Label = ('topic', 'opinion'), [int]$Epoch = 30)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out
. "$PSScriptRoot/shared.ps1"

$networks = [ordered]@{
    'bag of words' = { EmbeddingBag 32; Linear }
    'LSTM'         = { Embedding 32; LSTM 32; LastStep; Linear }
    'transformer'  = { Embedding 32; PositionalEncoding; TransformerEncoderLayer 4 -FeedForwardSize 64; MeanStep; Linear }
}

foreach ($one in $Label) {
    $split = Import-Dataset "$PSScriptRoot/../data/reviews.csv" -Label $one -Text text | Split-Dataset -Test 0.3 -Stratify -Seed 0
    $words = $split.Test.TextSummary
    "$one, of texts with a vocabulary of $($words.VocabularySize): of the words of the test $($words.UnknownShare.ToString('0.0 %')) unknown, $($words.CutCount) texts cut"
    foreach ($name in $networks.Keys) {
        $scores = foreach ($s in $Seed) {
            $model = New-Model -Data $split -Seed $s $networks[$name]
            $null = $model | Start-TrainingRun $split.Train -Epoch $Epoch -BatchSize 16 -Optimizer Adam -LearningRate 0.005 -Seed $s
            100 * ($model | Test-Model $split).Accuracy
        }
        "  $($name.PadRight(14)) $(Format-Mean $scores) %"
    }
}
