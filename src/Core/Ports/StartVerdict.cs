namespace SmartTransfer.Core.Ports;

/// <summary>What an application says of an upload that is about to start.</summary>
public abstract record StartVerdict
{
    /// <summary>It is not to start.</summary>
    /// <param name="Status">The HTTP status that the application answered, 400 to 499.</param>
    /// <param name="Code">Why, for the client's program: a word; null for none.</param>
    /// <param name="Sentence">Why, for a person; null for none.</param>
    public sealed record Refused(int Status, string? Code, string? Sentence) : StartVerdict;

    /// <summary>It may start, with what is given in place of what was asked for.</summary>
    public sealed record Allowed : StartVerdict
    {
        /// <summary>The blob's name, a template; null for the service's own.</summary>
        public string? BlobName { get; init; }

        /// <summary>The metadata; null to leave the client's.</summary>
        public IReadOnlyDictionary<string, string>? Metadata { get; init; }

        /// <summary>The media type; null to leave the client's.</summary>
        public string? ContentType { get; init; }

        /// <summary>The greatest length of the file, in bytes; null for the service's own limit.</summary>
        public long? MaxBytes { get; init; }

        /// <summary>How long the upload lives after its last activity; null for the service's setting.</summary>
        public TimeSpan? Lifetime { get; init; }
    }
}
