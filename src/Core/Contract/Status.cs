namespace NormTools.Contract;

/// <summary>What an export returns: zero, or the kind of failure whose text nt_last_error gives on the same
/// thread.</summary>
internal enum Status
{
    Ok = 0,
    InvalidArgument = 1,
    ShapeMismatch = 2,
    InvalidData = 3,
    NotFound = 4,
    ReadError = 5,
    WriteError = 6,
    InvalidState = 7,
    OutOfMemory = 8,
    NotFinite = 9,

    /// <summary>The caller's flag (nt_cancel_use) was raised.</summary>
    Cancelled = 10,
    Internal = 99,
}
