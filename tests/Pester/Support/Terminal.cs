using System;
using System.Collections;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;

/// <summary>A program on a pseudo-terminal of 80 by 24 characters: keys go in, what it writes comes out.</summary>
/// <remarks>
/// The pseudo-terminal is that of `script` (Debian's bsdutils, on every Linux). The few questions that PSReadLine puts to a
/// terminal are answered here. Compiled by Add-Type.
/// </remarks>
public sealed class Terminal : IDisposable
{
    private const string CursorQuestion = "\u001b[6n";
    private const string CursorAnswer = "\u001b[1;1R";

    private static readonly Regex Escapes = new(@"\x1b(\[[0-9;?=>]*[ -/]*[@-~]|\][^\a\x1b]*(\a|\x1b\\)|[()][0-9A-B]|[=>78])|\r");

    private readonly Process process;
    private readonly StringBuilder written = new();
    private readonly Thread reader;
    private int seen;
    private bool ended;

    /// <param name="command">What a shell runs on the pseudo-terminal.</param>
    /// <param name="environment">Names and values beside those of this process.</param>
    public Terminal(string command, IDictionary environment)
    {
        ProcessStartInfo start = new("script", new[] { "-qefc", "stty cols 80 rows 24; exec " + command, "/dev/null" })
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TERM"] = "xterm-256color";
        foreach (DictionaryEntry pair in environment)
        {
            start.Environment[(string)pair.Key] = (string)pair.Value;
        }

        process = Process.Start(start)!;
        reader = new Thread(Read) { IsBackground = true };
        reader.Start();
    }

    /// <summary>Everything that was written, without colours and moves of the cursor.</summary>
    public string Text
    {
        get
        {
            lock (written)
            {
                return Escapes.Replace(written.ToString(), string.Empty);
            }
        }
    }

    /// <summary>Presses keys, after which only what is new counts for <see cref="WaitFor"/>.</summary>
    public void Send(string keys)
    {
        lock (written)
        {
            seen = written.Length;
        }

        Press(keys);
    }

    /// <summary>Waits until what came since the last keys matches, and gives it; throws with the text where it never does.</summary>
    public string WaitFor(string pattern, int seconds)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (true)
        {
            bool last = Volatile.Read(ref ended);
            string text;
            lock (written)
            {
                text = Escapes.Replace(written.ToString(seen, written.Length - seen), string.Empty);
            }

            if (Regex.IsMatch(text, pattern))
            {
                return text;
            }

            if (last || clock.Elapsed.TotalSeconds > seconds)
            {
                throw new TimeoutException($"'{pattern}' did not come within {seconds} s; since the last keys came:\n{text}");
            }

            Thread.Sleep(2);
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.WaitForExit();
        reader.Join();
        process.Dispose();
    }

    private void Press(string keys)
    {
        lock (process)
        {
            process.StandardInput.Write(keys);
            process.StandardInput.Flush();
        }
    }

    private void Read()
    {
        char[] buffer = new char[4096];
        int looked = 0; // characters in which all questions were answered
        int count;
        while ((count = process.StandardOutput.Read(buffer, 0, buffer.Length)) > 0)
        {
            string text;
            lock (written)
            {
                written.Append(buffer, 0, count);
                text = written.ToString(looked, written.Length - looked);
            }

            for (int at; (at = text.IndexOf(CursorQuestion, StringComparison.Ordinal)) >= 0;)
            {
                Press(CursorAnswer);
                looked += at + CursorQuestion.Length;
                text = text.Substring(at + CursorQuestion.Length);
            }

            looked += Math.Max(0, text.Length - CursorQuestion.Length); // half of one may have come
        }

        Volatile.Write(ref ended, true);
    }
}
