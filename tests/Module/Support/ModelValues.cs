namespace NormTools.Module.Tests;

/// <summary>Scripts that show what a model holds.</summary>
internal static class ModelValues
{
    /// <summary>Defines Values, which writes a line for each parameter and buffer of a model.</summary>
    public const string Function =
        """
        function Values($model) {
            foreach ($state in $model.Parameters, $model.Buffers) {
                foreach ($name in $state.Keys) { "${name}: " + ($state[$name].ToArray() -join ' ') }
            }
        }
        """;
}
