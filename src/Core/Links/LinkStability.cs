namespace SmartTransfer.Core.Links;

/// <summary>How far a link can be relied on.</summary>
public enum LinkStability
{
    /// <summary>Too few attempts to tell.</summary>
    Unknown = 0,

    /// <summary>Attempts get through, at about the same rate.</summary>
    Stable = 1,

    /// <summary>Some attempts fail, or rates differ a lot.</summary>
    Variable = 2,

    /// <summary>Many attempts fail.</summary>
    Unstable = 3,
}
