using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Options;

/// <summary>How files are named in the container. Section <c>SmartTransfer:Files</c>.</summary>
public sealed class FilesOptions
{
    /// <summary>The value of <see cref="OnConflict"/> that lets names be without a key.</summary>
    public const string Fail = "fail";

    private const string Section = "SmartTransfer:Files:";

    private NameTemplate? _template;

    /// <summary>
    /// The name of an upload's blob. Default <c>{key}</c>; also <c>{owner}</c>, <c>{yyyy}</c>, <c>{MM}</c>, <c>{dd}</c>, <c>{HH}</c>
    /// (UTC, of the start), <c>{fileName}</c>, <c>{baseName}</c>, <c>{extension}</c> (with its dot), and slashes. Without <c>{key}</c> two
    /// uploads may want one name, and <see cref="OnConflict"/> must say what happens then.
    /// </summary>
    [Setting("template")]
    public string NameTemplate { get; init; } = Identity.NameTemplate.Default.ToString();

    /// <summary>
    /// What happens where a name is taken, by a file or another open upload. Default none: every name must have <c>{key}</c> in it.
    /// <c>fail</c>: the start is refused.
    /// </summary>
    [Setting("fail")]
    public string? OnConflict { get; init; }

    /// <summary>The template, read.</summary>
    internal NameTemplate Template => _template ??= Identity.NameTemplate.TryParse(NameTemplate, out var template, out var broken)
        ? template
        : throw new InvalidOperationException($"The template '{NameTemplate}' {broken}, and should have been refused.");

    /// <summary>Whether names without the upload's key are allowed.</summary>
    internal bool AllowsShared => OnConflict == Fail;

    /// <summary>The rules that are broken, as sentences.</summary>
    public IEnumerable<string> Broken()
    {
        if (OnConflict is not (null or "" or Fail))
        {
            yield return $"{Section}{nameof(OnConflict)} is '{OnConflict}'; give {Fail}, or nothing.";
        }

        if (!Identity.NameTemplate.TryParse(NameTemplate, out var template, out var broken))
        {
            yield return $"{Section}{nameof(NameTemplate)} is '{NameTemplate}'; this template {broken}.";
        }
        else if (!template.HasKey && !AllowsShared)
        {
            yield return $"{Section}{nameof(NameTemplate)} is '{NameTemplate}', which gives the same name to several uploads; add {{key}}, "
                + $"or set {Section}{nameof(OnConflict)} to {Fail}, so that a start is refused whose name is taken.";
        }
    }
}
