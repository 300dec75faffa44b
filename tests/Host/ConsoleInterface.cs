using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace NormTools.Host;

/// <summary>Every stream as text: errors on standard error, the rest on standard output. It cannot ask.</summary>
internal sealed class ConsoleInterface(ConsoleLines lines) : PSHostUserInterface
{
    private readonly ConsoleSize size = new();

    public override PSHostRawUserInterface RawUI => size;

    public override bool SupportsVirtualTerminal => ConsoleLines.Interactive;

    public override void Write(string value) => lines.Write(Console.Out, value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Write(value);

    public override void WriteLine(string value) => Write(value + Environment.NewLine);

    public override void WriteErrorLine(string value) => lines.Write(Console.Error, value + Environment.NewLine);

    public override void WriteWarningLine(string message) => WriteLine("WARNING: " + message);

    public override void WriteVerboseLine(string message) => WriteLine("VERBOSE: " + message);

    public override void WriteDebugLine(string message) => WriteLine("DEBUG: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record) => lines.WriteProgress(record);

    public override string ReadLine() => throw NoQuestions();

    public override SecureString ReadLineAsSecureString() => throw NoQuestions();

    public override Dictionary<string, PSObject> Prompt(
        string caption, string message, Collection<FieldDescription> descriptions) => throw NoQuestions();

    public override int PromptForChoice(
        string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        throw NoQuestions();

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName) => throw NoQuestions();

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => throw NoQuestions();

    /// <remarks>Any other type of exception would end the process.</remarks>
    private static HostException NoQuestions() =>
        new("This host runs scripts and cannot ask: give every value as an argument.");

    /// <summary>The engine lays tables out for this width.</summary>
    private sealed class ConsoleSize : PSHostRawUserInterface
    {
        public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

        public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

        public override Size BufferSize { get => new(ConsoleLines.Width, 1000); set => throw NoScreen(); }

        public override Coordinates CursorPosition { get => default; set => throw NoScreen(); }

        public override int CursorSize { get => 1; set => throw NoScreen(); }

        public override bool KeyAvailable => false;

        public override Size MaxPhysicalWindowSize => BufferSize;

        public override Size MaxWindowSize => BufferSize;

        public override Coordinates WindowPosition { get => default; set => throw NoScreen(); }

        public override Size WindowSize { get => BufferSize; set => throw NoScreen(); }

        public override string WindowTitle { get => string.Empty; set => throw NoScreen(); }

        public override void FlushInputBuffer()
        {
        }

        public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NoScreen();

        public override KeyInfo ReadKey(ReadKeyOptions options) => throw NoQuestions();

        public override void ScrollBufferContents(
            Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw NoScreen();

        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NoScreen();

        public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw NoScreen();

        private static HostException NoScreen() => new("This host writes lines and has no screen.");
    }
}
