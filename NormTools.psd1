@{
    RootModule             = 'NormTools.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = '4dc77ccf-1c4a-4f5f-a840-d4c139333b30'
    Author                 = 'NormTools contributors'
    CompanyName            = 'NormTools'
    Copyright              = 'Copyright (c) NormTools contributors. MIT License.'
    Description            = 'Normalises tensors, initialises weights, builds and trains small neural networks, with the numbers of PyTorch and without Python.'
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Core', 'Desktop')
    # The build writes the cmdlets of the assembly and their aliases here.
    CmdletsToExport        = @()
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    TypesToProcess         = 'NormTools.types.ps1xml'
    FormatsToProcess       = @('NormTools.format.ps1xml', 'NormTools.Models.format.ps1xml', 'NormTools.Training.format.ps1xml', 'NormTools.Diagnosis.format.ps1xml', 'NormTools.Trials.format.ps1xml', 'NormTools.Sweeps.format.ps1xml')
    PrivateData            = @{
        PSData = @{
            Tags = @('MachineLearning', 'NeuralNetwork', 'Tensor', 'Normalization', 'BatchNorm', 'WeightInitialization', 'Windows', 'Linux', 'MacOS')
        }
    }
}
