using System.Text;
using System.Text.RegularExpressions;

namespace NormTools.Core.Data;

/// <summary>Recognises files of other formats by their first bytes.</summary>
internal static partial class ForeignFile
{
    // The first bytes of a file (in Latin-1), what the file is, and what to do with it.
    private static readonly (string Start, string Kind)[] Kinds =
    [
        ("version https://git-lfs", "a Git LFS pointer, not the file itself: 'git lfs pull' brings the file"),
        ("PK\u0005\u0006", "an empty zip archive"),
        ("\u00d0\u00cf\u0011\u00e0", "an old Excel or Office file (.xls): save the table as CSV"),
        ("\u0089PNG", "a PNG image"),
        ("\u00ff\u00d8\u00ff", "a JPEG image"),
        ("GIF8", "a GIF image"),
        ("BM", "a BMP image"),
        ("II*\0", "a TIFF image"),
        ("MM\0*", "a TIFF image"),
        ("RIFF", "a WebP image, a sound or a film (RIFF)"),
        ("%PDF-", "a PDF document"),
        ("\u0093NUMPY", "a NumPy array (.npy): numpy.savetxt writes it as a table"),
        ("\u0089HDF\r\n", "an HDF5 file (.h5): export its table as CSV"),
        ("CDF\u0001", "a NetCDF file: export its table as CSV"),
        ("PAR1", "a Parquet file: export it as CSV"),
        ("ARROW1", "an Arrow file: export it as CSV"),
        ("FEA1", "a Feather file: export it as CSV"),
        ("Obj\u0001", "an Avro file: export it as CSV"),
        ("GGUF", "a GGUF model"),
        ("$FL2", "an SPSS file (.sav): export it as CSV"),
        ("<stata_dta>", "a Stata file (.dta): export it as CSV"),
        ("X\n\0\0\0", "an R object (.rds): write.csv writes it as a table"),
        ("RDX2\n", "an R workspace (.rda): write.csv writes a table of it"),
        ("RDX3\n", "an R workspace (.rda): write.csv writes a table of it"),
        ("SQLite format 3", "a SQLite database: export the table as CSV"),
        ("MATLAB 5.0", "a MATLAB file: export the matrix as CSV"),
        ("\u001f\u008b", "compressed with gzip: decompress it"),
        ("BZh", "compressed with bzip2: decompress it, or compress it with gzip"),
        ("\u00fd7zXZ", "compressed with xz: decompress it, or compress it with gzip"),
        ("\u0028\u00b5\u002f\u00fd", "compressed with zstd: decompress it, or compress it with gzip"),
        ("7z\u00bc\u00af", "a 7-Zip archive: unpack it"),
        ("Rar!", "a RAR archive: unpack it"),
        ("\u0080\u0002", "a Python pickle or an old PyTorch file (.pt)"),
        ("\u0080\u0003", "a Python pickle"),
        ("\u0080\u0004", "a Python pickle"),
        ("\u0080\u0005", "a Python pickle"),
        ("\u007fELF", "a program"),
        ("MZ\u0090\0", "a program"),
        ("{\\rtf", "an RTF document"),
        ("<!doctype html", "a web page (HTML), not the file behind it: download the file itself"),
        ("<html", "a web page (HTML), not the file behind it: download the file itself"),
        ("<?xml", "an XML document"),
    ];

    /// <exception cref="CoreException">ForeignFile: the file is of another format than the wanted one.</exception>
    public static void Refuse(SourceFile file, string wanted)
    {
        if (Describe(file.Peek()) is { } kind)
        {
            throw CoreException.InvalidData("ForeignFile", $"{file.Name} is {kind}; {wanted} is wanted.");
        }
    }

    /// <summary>What a file with these first bytes is, and what can be done with it; null where unknown.</summary>
    public static string? Describe(ReadOnlySpan<byte> start)
    {
        string text = Encoding.Latin1.GetString(start);
        string content = text.StartsWith("\u00ef\u00bb\u00bf", StringComparison.Ordinal) ? text[3..] : text;
        content = content.TrimStart();
        bool isText = Text(start) is not null;
        foreach ((string begin, string kind) in Kinds)
        {
            if ((text.StartsWith(begin, StringComparison.Ordinal) && !(isText && IsName(begin)))
                || (begin[0] == '<' && content.StartsWith(begin, StringComparison.OrdinalIgnoreCase)))
            {
                return kind;
            }
        }

        return text.StartsWith("PK\u0003\u0004", StringComparison.Ordinal) ? Zip(text)
            : IsSafetensors(start) ? "a safetensors file: Import-Model reads models, Import-Tensor tensors"
            : IsOnnx(start) ? "an ONNX model"
            : IsTar(text) ? "a tar archive: unpack it"
            : WebPage().IsMatch(content) ? "a web page (HTML), not the file behind it: download the file itself"
            : Json().IsMatch(content) ? "JSON text: ConvertFrom-Json makes rows of it, for the pipeline"
            : Arff().IsMatch(content) ? "a table of Weka (ARFF): export it as CSV"
            : Sparse().IsMatch(content) ? "LIBSVM's sparse text (index:value): write it as a table (CSV)"
            : Sql().IsMatch(content) ? "SQL statements: export the table as CSV"
            : null;
    }

    // What a column of a table may be called as well.
    private static bool IsName(string begin) =>
        begin.All(symbol => char.IsAsciiLetterOrDigit(symbol) || symbol is '!' or '.' or ' ' or '$' or '*');

    // What a zip archive is tells the name of its first file, which stands behind 30 bytes.
    private static string Zip(string text)
    {
        string name = text.Length > 30 ? text[30..Math.Min(text.Length, 30 + text[26])] : string.Empty;
        return name switch
        {
            _ when name.StartsWith("[Content_Types]", StringComparison.Ordinal) || name.StartsWith("xl/", StringComparison.Ordinal)
                || name.StartsWith("_rels/", StringComparison.Ordinal) || name.StartsWith("docProps/", StringComparison.Ordinal) =>
                "an Excel workbook (.xlsx) or another Office file: save the table as CSV",
            _ when name.EndsWith("data.pkl", StringComparison.Ordinal) || name.EndsWith(".format_version", StringComparison.Ordinal)
                || name.EndsWith("/version", StringComparison.Ordinal) || name.EndsWith("/byteorder", StringComparison.Ordinal) =>
                "a PyTorch file (.pt): in Python, safetensors.torch.save_file writes its tensors for Import-Model and Import-Tensor",
            _ when name.EndsWith(".npy", StringComparison.Ordinal) => "NumPy arrays (.npz): numpy.savetxt writes one as a table",
            "mimetype" => "an OpenDocument or EPUB file: save the table as CSV",
            "metadata.json" or "config.json" or "model.weights.h5" => "a Keras model (.keras)",
            _ => "a zip archive (an Excel workbook .xlsx, a .npz or a .pt file is one): save a table as CSV, or unpack it",
        };
    }

    private static bool IsTar(string text) => text.Length > 262 && text.AsSpan(257, 5).SequenceEqual("ustar");

    [GeneratedRegex(@"^(<!--.*?-->\s*|<(head|body|meta|title|script|table|div|center|style|form|pre|p|h[1-6])\b[^<]*>)", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex WebPage();

    [GeneratedRegex("""^(\[\s*[{\[]|\{\s*")""")]
    private static partial Regex Json();

    [GeneratedRegex(@"^(%[^\n]*\n\s*)*@relation\s", RegexOptions.IgnoreCase)]
    private static partial Regex Arff();

    [GeneratedRegex(@"^[+-]?\d+(\.\d+)?([ \t]+\d+:[+-]?\d*\.?\d+([eE][+-]?\d+)?){2,}[ \t]*(#[^\n]*)?\r?\n")]
    private static partial Regex Sparse();

    [GeneratedRegex(@"^((--[^\n]*\n|/\*.*?\*/)\s*)*(INSERT\s+INTO|CREATE\s+TABLE|DROP\s+TABLE)\s", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Sql();

    /// <summary>The beginning of a text file, as an excerpt; null where it holds bytes that no text has.</summary>
    public static string? Text(ReadOnlySpan<byte> start)
    {
        string text = Encoding.UTF8.GetString(start);
        int strange = text.IndexOf('\uFFFD');
        bool isCut = strange >= text.Length - 3; // within a character
        bool isText = !text.AsSpan().ContainsAnyInRange('\0', '\b') && (strange < 0 || isCut);
        string line = text.TrimStart('\uFEFF').Trim().Split('\n')[0].TrimEnd('\r');
        return isText && line.Length > 0 ? Excerpt.Of(line) : null;
    }

    /// <summary>Whether a file, complete or not, begins as a safetensors file: with the header's length in eight bytes
    /// and its opening brace.</summary>
    public static bool IsSafetensors(ReadOnlySpan<byte> start) =>
        start.Length > 9 && start[8] == '{' && start[5] == 0 && start[6] == 0 && start[7] == 0;

    // Field 1 (the version, a small number), then the producer, its version, the domain, the graph or the operators' version.
    private static bool IsOnnx(ReadOnlySpan<byte> start) => start.Length > 4 && start[0] == 0x08 && start[1] is > 0 and < 0x20
        && start[2] is 0x12 or 0x1A or 0x22 or 0x3A or 0x42 && (start[2] == 0x3A || start[3] is > 0 and < 0x40);
}
