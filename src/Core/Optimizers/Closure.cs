namespace NormTools.Core.Optimizers;

/// <summary>Computes the loss and the gradients where the parameters stand now.</summary>
/// <returns>The loss.</returns>
internal delegate double Closure();
