using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>
/// The arithmetic of one channel: (x - centre) * scale + offset forwards, scale * g + ofInput * (x - centre) + offset
/// back.
/// </summary>
internal readonly record struct ChannelConstants<T>(T Centre, T Scale, T Offset, T OfInput)
    where T : unmanaged, IFloatingPointIeee754<T>;
