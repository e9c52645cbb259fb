using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.LocalHost.Settings;

namespace SmartTransfer.LocalHost.Keys;

/// <summary>
/// The keys that open functions. Off unless <c>LocalHost:Keys:Enabled</c> is true. <c>LocalHost:Keys:Function</c> holds one key
/// or several (<c>LocalHost:Keys:Function:name</c>) for level Function, <c>LocalHost:Keys:Master</c> the one that opens all.
/// </summary>
internal sealed class KeyRing
{
    private const string Section = "LocalHost:Keys";
    private const string Header = "x-functions-key";
    private const string QueryParameter = "code";

    private readonly bool _enabled;
    private readonly List<byte[]> _function;
    private readonly List<byte[]> _master;

    public KeyRing(IConfiguration settings)
    {
        _enabled = SettingReader.Boolean(settings, $"{Section}:Enabled", otherwise: false);
        _function = Hashes(settings.GetSection($"{Section}:Function"));
        _master = Hashes(settings.GetSection($"{Section}:Master"));
        if (_enabled && _function.Count + _master.Count == 0)
        {
            throw new StartupException(
                $"The setting {Section}:Enabled is true, but there is no key: set {Section}:Function, {Section}:Master or both.");
        }
    }

    /// <summary>Whether the request holds a key for <paramref name="level"/>.</summary>
    public bool Opens(AuthorizationLevel level, HttpRequest request)
    {
        if (!_enabled || level == AuthorizationLevel.Anonymous)
        {
            return true;
        }

        var presented = request.Headers[Header].ToString() is { Length: > 0 } header ? header : request.Query[QueryParameter].ToString();
        if (presented.Length == 0)
        {
            return false;
        }

        var opens = HoldsAny(_master, presented);
        return level is AuthorizationLevel.System or AuthorizationLevel.Admin ? opens : opens | HoldsAny(_function, presented);
    }

    // Hashes are of one length, and every key is compared: the time tells neither how long a key is nor which one came close.
    private static bool HoldsAny(List<byte[]> keys, string presented)
    {
        var hash = Hash(presented);
        var holds = false;
        foreach (var key in keys)
        {
            holds |= CryptographicOperations.FixedTimeEquals(key, hash);
        }

        return holds;
    }

    private static List<byte[]> Hashes(IConfigurationSection section) =>
        [.. section.AsEnumerable().Select(entry => entry.Value).Where(value => !string.IsNullOrEmpty(value)).Select(value => Hash(value!))];

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
