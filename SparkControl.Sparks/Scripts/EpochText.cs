using System.Globalization;

namespace SparkControl.Sparks;

/// <summary>The part of a changing script that takes the node's lock and looks whose turn it is.</summary>
internal static class EpochText
{
    /// <summary>
    /// The lock is file descriptor 9 until the script's last process has ended; what it leaves running must close it
    /// (<c>9&gt;&amp;-</c>). Not <c>flock -w</c>: busybox has none.
    /// </summary>
    public static string Check(Epoch epoch, string mark)
    {
        Validate(epoch);
        var number = epoch.Number.ToString(CultureInfo.InvariantCulture);

        return $$"""
            _sc_say() { printf '{{mark}} %s\n' "$*" >&2; }
            _sc_dir=$HOME/.spark-control
            if ! mkdir -p "$_sc_dir" 2>/dev/null || ! (: >>"$_sc_dir/lock") 2>/dev/null; then
            _sc_say unwritable; exit 0
            fi
            exec 9>>"$_sc_dir/lock"
            timeout {{(int)ScriptText.LockWait.TotalSeconds}} flock 9 </dev/null 2>/dev/null
            _sc_code=$?
            if [ "$_sc_code" -ne 0 ]; then _sc_say locked "$_sc_code"; exit 0; fi
            _sc_number= _sc_panel=
            if [ -s "$_sc_dir/epoch" ]; then read -r _sc_number _sc_panel <"$_sc_dir/epoch"; fi
            case $_sc_number in *[!0-9]*) _sc_number=;; esac
            if [ -n "$_sc_number" ] && [ -n "$_sc_panel" ]; then
            if [ "$_sc_panel" != {{ShellQuote.Word(epoch.Panel)}} ]; then
            _sc_say another "$_sc_number" "$_sc_panel"; exit 0
            fi
            if [ "$_sc_number" -gt {{number}} ]; then _sc_say newer "$_sc_number" "$_sc_panel"; exit 0; fi
            fi
            if [ "$_sc_number" != {{number}} ]; then
            if ! {{Write(number, ShellQuote.Word(epoch.Panel))}} 2>/dev/null; then _sc_say unwritable; exit 0; fi
            fi

            """;
    }

    /// <summary>A command that writes the file whole or not at all.</summary>
    public static string Write(string number, string panel) =>
        $$"""{ (printf '%s %s\n' {{number}} {{panel}} >"$_sc_dir/epoch.$$") && """
        + """mv -f "$_sc_dir/epoch.$$" "$_sc_dir/epoch"; }""";

    public static void Validate(Epoch epoch)
    {
        if (epoch.Number < 0 || epoch.Panel.Length == 0
            || epoch.Panel.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-'))
            throw new ArgumentException("An epoch is a number from 0 and a panel's id of letters, digits and dashes.");
    }
}
