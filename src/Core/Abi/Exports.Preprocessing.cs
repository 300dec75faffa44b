using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using NormTools.Contract;
using NormTools.Core.Data;
using NormTools.Core.Preprocessing;

namespace NormTools.Core.Abi;

/// <content>Preprocessors: steps fitted on the training rows and applied to any rows.</content>
internal static unsafe partial class Exports
{
    /// <summary>Reads a number in the way a table's fields are read.</summary>
    /// <param name="text">UTF-16.</param>
    /// <param name="length">Length of the text, in characters.</param>
    /// <param name="decimalMark">The decimal mark, as a UTF-16 code unit.</param>
    /// <param name="thousands">The separator allowed between groups of three digits; 0 for none.</param>
    /// <param name="signs">What may surround the number, as flags: 1 percent, 2 currency, 4 negatives in
    /// parentheses.</param>
    /// <param name="value">Receives the number.</param>
    /// <param name="isNumber">Receives whether the text is a number.</param>
    /// <param name="currencies">Receives a bit for each currency that it may be an amount of; their order is known to this library alone.</param>
    [UnmanagedCallersOnly(EntryPoint = "nt_number_read", CallConvs = [typeof(CallConvCdecl)])]
    public static Status NumberRead(
        char* text, long length, int decimalMark, int thousands, int signs, double* value, int* isNumber, ulong* currencies)
    {
        try
        {
            byte[] field = Encoding.UTF8.GetBytes(new ReadOnlySpan<char>(text, Check.Count(length)).ToArray());
            NumberFormat format = new((char)decimalMark, thousands == 0 ? null : (char)thousands, (NumberSigns)signs);
            *isNumber = format.TryParse(NumberText.Trim(field), out *value, out NumberMarks marks) ? 1 : 0;
            *currencies = marks.Currencies;
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Makes a preprocessor from JSON: a list of steps, or the document of a fitted one
    /// (docs/formats.md).</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_preprocessor_create", CallConvs = [typeof(CallConvCdecl)])]
    public static Status PreprocessorCreate(byte* json, long length, nint* preprocessor)
    {
        try
        {
            *preprocessor = ObjectHandle.Create(new Preprocessor(Utf8.Read(json, length)));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>The same steps fitted on a table.</summary>
    /// <param name="preprocessor">A handle; the object is not changed.</param>
    /// <param name="columns">
    /// JSON: <c>[{"name":"age"},{"name":"sex","texts":["female","male"]}]</c>; a column without a name is
    /// <c>{}</c>.
    /// </param>
    /// <param name="length">Length of columns, in bytes.</param>
    /// <param name="table">The rows to learn from.</param>
    /// <param name="fitted">Receives the handle.</param>
    [UnmanagedCallersOnly(EntryPoint = "nt_preprocessor_fit", CallConvs = [typeof(CallConvCdecl)])]
    public static Status PreprocessorFit(nint preprocessor, byte* columns, long length, TableView* table, nint* fitted)
    {
        try
        {
            TableSource source = new(*table, Utf8.Read(columns, length));
            *fitted = ObjectHandle.Create(ObjectHandle.Get<Preprocessor>(preprocessor).Fit(source));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>The preprocessor as JSON.</summary>
    /// <remarks>
    /// <c>{"document":{what nt_preprocessor_create takes},"fitted":true,"type":"float32","rows":623,
    /// "columns":[{"name":"age","kind":"number"}],"outputs":[{"name":"age","kind":"number"}],"invertible":true,
    /// "notes":["..."],"steps":[{"type":"Impute","learnt":[{"column":"age","text":"missing becomes 28"}]}]}</c>. A
    /// single scaling step also has "offset" and "factor", one number per column: (value - offset) / factor.
    /// </remarks>
    [UnmanagedCallersOnly(EntryPoint = "nt_preprocessor_describe", CallConvs = [typeof(CallConvCdecl)])]
    public static Status PreprocessorDescribe(nint preprocessor, byte* buffer, long capacity, long* length)
    {
        try
        {
            string text = PreprocessorDocument.Describe(ObjectHandle.Get<Preprocessor>(preprocessor));
            *length = Utf8.Copy(text, buffer, capacity);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Applies a fitted preprocessor to a table, or reverses it.</summary>
    /// <param name="preprocessor">A handle.</param>
    /// <param name="columns">As for nt_preprocessor_fit; columns are matched by name.</param>
    /// <param name="length">Length of columns, in bytes.</param>
    /// <param name="table">The rows.</param>
    /// <param name="inverse">Not 0: recovers the input from the output.</param>
    /// <param name="type">Float32 or Float64, of the result.</param>
    /// <param name="result">Receives the handle of the prepared table.</param>
    [UnmanagedCallersOnly(EntryPoint = "nt_preprocessor_apply", CallConvs = [typeof(CallConvCdecl)])]
    public static Status PreprocessorApply(
        nint preprocessor, byte* columns, long length, TableView* table, int inverse, DType type, nint* result)
    {
        try
        {
            TableSource source = new(*table, Utf8.Read(columns, length));
            *result = ObjectHandle.Create(
                new PreparedTable(ObjectHandle.Get<Preprocessor>(preprocessor), source, inverse != 0, type, keepsRefused: true));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>A prepared table's columns and what was ignored or unknown, as JSON.</summary>
    /// <remarks>
    /// <c>{"rows":3,"columns":[{"name":"age"},{"name":"sex","texts":["female","male"]}],"ignored":["ticket"],
    /// "unknown":[{"column":"embarked","value":"'X'","count":2}],
    /// "beyond":[{"column":"age","value":[400],"seen":[18,80]}],"refused":[{"row":2,"id":"UnknownCategory","message":"..."}]}</c>:
    /// columns that are far from what a scaling step learnt from, their farthest value (none where it is infinite) and the least and the largest of the training
    /// rows (none where there were none), and rows that a step cannot take, whose values mean nothing. Where the columns are the steps of a sequence there is "lengths", one for each row, which counts steps that were cut
    /// as well.
    /// </remarks>
    [UnmanagedCallersOnly(EntryPoint = "nt_prepared_describe", CallConvs = [typeof(CallConvCdecl)])]
    public static Status PreparedDescribe(nint prepared, byte* buffer, long capacity, long* length)
    {
        try
        {
            string text = PreprocessorDocument.Describe(ObjectHandle.Get<PreparedTable>(prepared));
            *length = Utf8.Copy(text, buffer, capacity);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Hands over the values, [rows, columns]: the caller returns the block to the pool.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_prepared_take", CallConvs = [typeof(CallConvCdecl)])]
    public static Status PreparedTake(nint prepared, void** memory)
    {
        try
        {
            *memory = ObjectHandle.Get<PreparedTable>(prepared).Take();
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }
}
