using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A convolution whose padding is given as numbers or by name.</summary>
public abstract class PaddedConvolutionLayerCommand : ConvolutionLayerCommand
{
    /// <summary>Zeros around the input: numbers, or same (the output is as large as the input) or valid
    /// (none).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LayerArgumentCompleter))]
    [Argument("padding")]
    public object[] Padding { get; set; } = { 0L };

    protected override void Complete(OrderedDictionary arguments)
    {
        if (arguments.Contains("padding"))
        {
            arguments["padding"] = ReadPadding();
        }
    }

    private object ReadPadding()
    {
        string[] words = Catalog.Layers.Find(Type).Arguments.Single(argument => argument.Name == "padding").Choices;
        object? first = Unwrapped.Of(Padding[0]);
        string? word = first as string;
        if (Padding.Length == 1 && word is not null && !long.TryParse(word, NumberStyles.Integer, CultureInfo.InvariantCulture, out _))
        {
            return Array.Find(words, known => known.Equals(word, StringComparison.OrdinalIgnoreCase))
                ?? throw Errors.Padding(Type, words, word);
        }

        long[] sizes = Padding.Select(size =>
            TensorReader.TryNumber(size, out double number) && number == Math.Floor(number) && number >= 0
                ? (long)number
                : throw Errors.Padding(Type, words, size)).ToArray();
        return sizes.Length == 1 ? sizes[0] : sizes;
    }
}

/// <summary>Convolution along one dimension.</summary>
[Cmdlet(VerbsCommon.New, "Conv1dLayer")]
[Alias("Conv1d")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewConv1dLayerCommand : PaddedConvolutionLayerCommand
{
    protected override string Type => "Conv1d";
}

/// <summary>Convolution of images.</summary>
[Cmdlet(VerbsCommon.New, "Conv2dLayer")]
[Alias("Conv2d")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewConv2dLayerCommand : PaddedConvolutionLayerCommand
{
    protected override string Type => "Conv2d";
}

/// <summary>Convolution of volumes.</summary>
[Cmdlet(VerbsCommon.New, "Conv3dLayer")]
[Alias("Conv3d")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewConv3dLayerCommand : PaddedConvolutionLayerCommand
{
    protected override string Type => "Conv3d";
}

/// <summary>A transposed convolution, whose output is larger than its input for strides above 1.</summary>
public abstract class TransposedConvolutionLayerCommand : ConvolutionLayerCommand
{
    /// <summary>The padding of the matching convolution: it is removed from the output.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation(IsList = true)]
    [Argument("padding")]
    public long[] Padding { get; set; } = { 0 };

    /// <summary>Positions added at one end of the output, to choose among the sizes that fit the stride.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation(IsList = true)]
    [Argument("output_padding")]
    public long[] OutputPadding { get; set; } = { 0 };
}

/// <summary>Transposed convolution along one dimension.</summary>
[Cmdlet(VerbsCommon.New, "ConvTranspose1dLayer")]
[Alias("ConvTranspose1d")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewConvTranspose1dLayerCommand : TransposedConvolutionLayerCommand
{
    protected override string Type => "ConvTranspose1d";
}

/// <summary>Transposed convolution of images.</summary>
[Cmdlet(VerbsCommon.New, "ConvTranspose2dLayer")]
[Alias("ConvTranspose2d")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewConvTranspose2dLayerCommand : TransposedConvolutionLayerCommand
{
    protected override string Type => "ConvTranspose2d";
}

/// <summary>Transposed convolution of volumes.</summary>
[Cmdlet(VerbsCommon.New, "ConvTranspose3dLayer")]
[Alias("ConvTranspose3d")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewConvTranspose3dLayerCommand : TransposedConvolutionLayerCommand
{
    protected override string Type => "ConvTranspose3d";
}
