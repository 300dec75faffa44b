namespace NormTools.Core.Optimizers;

/// <summary>Computes the loss and the gradients at the present parameters.</summary>
/// <returns>The loss.</returns>
internal delegate double Closure();
