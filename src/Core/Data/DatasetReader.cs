using System.Diagnostics;

namespace NormTools.Core.Data;

/// <summary>Reads a data set in time slices, so that the caller can show progress and stop in between.</summary>
internal abstract class DatasetReader : IDisposable
{
    private LoadedDataset? result;

    /// <summary>The share read so far, 0 to 1.</summary>
    public abstract double Progress { get; }

    /// <exception cref="CoreException">InvalidState: the file has not been read to its end.</exception>
    public LoadedDataset Result =>
        result ?? throw CoreException.State("NotFinished", "The dataset has not been read to its end.");

    /// <summary>Opens a text table or an IDX file, recognised by the first bytes.</summary>
    public static DatasetReader Open(string path, DatasetOptions options)
    {
        SourceFile file = SourceFile.Open(path);
        try
        {
            ForeignFile.Refuse(file, "a text table (CSV) or an IDX file");
            return IdxHeader.IsIdx(file.Peek()) ? new IdxDatasetReader(file, options) : new TableReader(file, options);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a text table that is in memory.</summary>
    /// <param name="text">The table in UTF-8.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="options">How it is read.</param>
    public static DatasetReader Open(byte[] text, string name, DatasetOptions options) =>
        new TableReader(new SourceFile(text, name), options);

    /// <summary>Reads for about the given time.</summary>
    /// <returns>Whether the dataset is complete.</returns>
    public bool Advance(int milliseconds)
    {
        long deadline = Stopwatch.GetTimestamp() + (milliseconds * Stopwatch.Frequency / 1000);
        try
        {
            result ??= Read(deadline);
        }
        catch (CoreException failure) when (failure.Status == Contract.Status.InvalidData && failure.Id != "DamagedFile")
        {
            Source.VerifyRest(); // an error caused by a damaged file is reported as such, not as the table's
            throw;
        }

        return result is not null;
    }

    public virtual void Dispose() => result?.Dispose();

    /// <summary>The file that is being read.</summary>
    protected abstract SourceFile Source { get; }

    /// <summary>Reads until the clock passes the deadline.</summary>
    /// <returns>The dataset, or null when there is more to read.</returns>
    protected abstract LoadedDataset? Read(long deadline);

    protected static bool IsPast(long deadline) => Stopwatch.GetTimestamp() >= deadline;
}
