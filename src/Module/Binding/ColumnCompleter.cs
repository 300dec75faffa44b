using System.Collections;
using System.IO.Compression;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;

namespace NormTools;

/// <summary>Completes the names of columns: those of the first line of the table that the command names.</summary>
public sealed class ColumnCompleter : IArgumentCompleter
{
    private const int Most = 1 << 16; // characters read to find the first line

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? string.Empty).Trim('\'', '"');
        object? path = fakeBoundParameters["LiteralPath"] ?? fakeBoundParameters["Path"];
        try
        {
            return path is null ? Array.Empty<CompletionResult>() : Columns(FirstLine(Resolve(path)))
                .Where(column => column.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .Select(column => new CompletionResult(
                    Quote(column), Text.Shorten(column), CompletionResultType.ParameterValue, "a column"))
                .ToArray();
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException
            or RuntimeException or NotSupportedException or ArgumentException)
        {
            return Array.Empty<CompletionResult>(); // the command itself says what is wrong with the file
        }
    }

    private static string Resolve(object path)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand("Convert-Path").AddParameter("LiteralPath", path);
        return shell.Invoke<string>().FirstOrDefault() ?? string.Empty;
    }

    private static string FirstLine(string file)
    {
        using FileStream stream = File.OpenRead(file);
        bool packed = stream.ReadByte() == 0x1f && stream.ReadByte() == 0x8b;
        stream.Position = 0;
        using Stream plain = packed ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        using var reader = new StreamReader(plain, Encoding.UTF8);
        var text = new char[Most];
        string start = new string(text, 0, reader.ReadBlock(text, 0, Most));
        string[] lines = start.Split(new[] { "\r\n", "\n", "\r" }, 3, StringSplitOptions.None);
        bool named = lines[0].StartsWith("sep=", StringComparison.OrdinalIgnoreCase);
        return named && lines.Length > 1 ? lines[1] : lines[0];
    }

    // Split at the most frequent separator, outside quotes.
    private static IEnumerable<string> Columns(string line)
    {
        char separator = ",;\t|".OrderByDescending(candidate => line.Count(letter => letter == candidate)).First();
        var name = new StringBuilder();
        bool quoted = false;
        foreach (char letter in line + separator)
        {
            if (letter == '"')
            {
                quoted = !quoted;
            }
            else if (letter != separator || quoted)
            {
                name.Append(letter);
            }
            else
            {
                yield return name.ToString().Trim();
                name.Clear();
            }
        }
    }

    private static string Quote(string column)
    {
        bool plain = column.Length > 0 && !char.IsDigit(column[0])
            && column.All(letter => char.IsLetterOrDigit(letter) || letter == '_');
        return plain ? column : Text.Quoted(column);
    }
}
