using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>
/// The constants of one channel: forward, (x - centre) * scale + offset;
/// backward, scale * g + ofInput * (x - centre) + offset.
/// </summary>
internal readonly record struct ChannelConstants<T>(T Centre, T Scale, T Offset, T OfInput)
    where T : unmanaged, IFloatingPointIeee754<T>;
