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
    CmdletsToExport        = @(
        'ConvertFrom-Tensor'
        'ConvertTo-Tensor'
        'Export-Model'
        'Export-TrainingChart'
        'Get-TrainingRun'
        'Import-Model'
        'Invoke-Model'
        'Measure-Tensor'
        'New-BatchNormLayer'
        'New-DropoutLayer'
        'New-EluLayer'
        'New-FlattenLayer'
        'New-GeluLayer'
        'New-GroupNormLayer'
        'New-InstanceNormLayer'
        'New-LayerNormLayer'
        'New-LeakyReluLayer'
        'New-LinearLayer'
        'New-Model'
        'New-ReluLayer'
        'New-ResidualLayer'
        'New-RmsNormLayer'
        'New-SequentialLayer'
        'New-SigmoidLayer'
        'New-SiluLayer'
        'New-SoftmaxLayer'
        'New-TanhLayer'
        'New-Tensor'
        'Resume-TrainingRun'
        'Start-TrainingRun'
        'Test-Model'
    )
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @(
        'BatchNorm'
        'BatchNorm1d'
        'BatchNorm2d'
        'BatchNorm3d'
        'Dropout'
        'ELU'
        'Flatten'
        'GELU'
        'GroupNorm'
        'InstanceNorm'
        'InstanceNorm1d'
        'InstanceNorm2d'
        'InstanceNorm3d'
        'LayerNorm'
        'LeakyReLU'
        'Linear'
        'RMSNorm'
        'ReLU'
        'Residual'
        'Sequential'
        'SiLU'
        'Sigmoid'
        'Softmax'
        'Tanh'
    )
    FormatsToProcess       = @('NormTools.format.ps1xml')
    PrivateData            = @{
        PSData = @{
            Tags = @('MachineLearning', 'NeuralNetwork', 'Tensor', 'Normalization', 'BatchNorm', 'WeightInitialization', 'Windows', 'Linux', 'MacOS')
        }
    }
}
