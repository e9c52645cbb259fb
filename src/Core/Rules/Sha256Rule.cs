using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Rules;

/// <summary>When a whole-file SHA-256 can be promised to be verified.</summary>
public static class Sha256Rule
{
    /// <summary>
    /// Null when the expectation can be verified, else why not. Of a file whose length is not declared yet that shows when it
    /// is.
    /// </summary>
    public static Failure? Check(ExpectedDigests expected, long? lengthBytes, long maxBytes) =>
        expected.Sha256 is not null && lengthBytes is { } length && length > maxBytes
            ? FailureCatalogue.Sha256NotVerifiable(length, maxBytes)
            : null;
}
