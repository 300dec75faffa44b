using NormTools.Core.Graph;

namespace NormTools.Core.Layers;

/// <summary>The arguments of torch.nn.TransformerEncoderLayer, but for the width, which the input has.</summary>
/// <param name="Heads">nhead.</param>
/// <param name="FeedForward">dim_feedforward.</param>
/// <param name="Dropout">dropout.</param>
/// <param name="Activation">activation: relu or gelu.</param>
/// <param name="Eps">layer_norm_eps.</param>
/// <param name="NormFirst">norm_first.</param>
/// <param name="HasBias">bias.</param>
/// <param name="IsCausal">Whether a step sees none behind it; torch takes that with each call.</param>
internal sealed record EncoderArguments(
    long Heads, long FeedForward, double Dropout, string Activation, double Eps, bool NormFirst, bool HasBias,
    bool IsCausal)
{
    public static EncoderArguments Read(LayerArguments arguments) => new(
        arguments.Integer("nhead", null),
        arguments.Integer("dim_feedforward", 2048),
        arguments.Number("dropout", 0.1, 0, 1),
        arguments.OneOf("activation", "relu", "relu", "gelu"),
        arguments.Number("layer_norm_eps", 1e-5, 0),
        arguments.Flag("norm_first", false),
        arguments.Flag("bias", true),
        arguments.Flag("is_causal", false));

    /// <summary>As in "nhead=4, dim_feedforward=512, dropout=0.1".</summary>
    public string Describe() =>
        $"nhead={Heads}, dim_feedforward={FeedForward}, dropout={Shape.AsTorch(Dropout)}, activation={Activation}, "
        + $"layer_norm_eps={Shape.AsTorch(Eps)}, norm_first={Shape.AsTorch(NormFirst)}, bias={Shape.AsTorch(HasBias)}";

    /// <summary>As <see cref="Describe"/> without defaults: ", 4, dim_feedforward=512".</summary>
    public string Summarize() =>
        $", {Heads}"
        + (FeedForward != 2048 ? $", dim_feedforward={FeedForward}" : string.Empty)
        + (Dropout != 0.1 ? $", dropout={Shape.AsTorch(Dropout)}" : string.Empty)
        + (Activation != "relu" ? $", activation={Activation}" : string.Empty)
        + (Eps != 1e-5 ? $", layer_norm_eps={Shape.AsTorch(Eps)}" : string.Empty)
        + (NormFirst ? ", norm_first=True" : string.Empty)
        + (HasBias ? string.Empty : ", bias=False")
        + (IsCausal ? ", is_causal=True" : string.Empty);

    /// <summary>Layer normalisation of each step.</summary>
    public LayerNormLayer Norm(string path, long width) => new(LayerArguments.Of(
        path,
        FormattableString.Invariant($"{{\"type\":\"LayerNorm\",\"normalized_shape\":{width},\"eps\":{Eps:R},")
            + $"\"bias\":{Json(HasBias)}}}"));

    public LinearLayer Linear(string path, long outputs) => new(LayerArguments.Of(
        path, $"{{\"type\":\"Linear\",\"out_features\":{outputs},\"bias\":{Json(HasBias)}}}"));

    public MultiheadAttentionLayer Attention(string path) => new(LayerArguments.Of(
        path,
        FormattableString.Invariant($"{{\"type\":\"MultiheadAttention\",\"num_heads\":{Heads},\"dropout\":{Dropout:R},")
            + $"\"bias\":{Json(HasBias)},\"is_causal\":{Json(IsCausal)}}}"));

    private static string Json(bool flag) => flag ? "true" : "false";
}
