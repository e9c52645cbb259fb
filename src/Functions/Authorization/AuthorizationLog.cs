using Microsoft.Extensions.Logging;

namespace SmartTransfer.Functions.Authorization;

/// <summary>What is logged of tokens: never one of them, nor whom it names.</summary>
internal static partial class AuthorizationLog
{
    [LoggerMessage(121, LogLevel.Warning, "The issuer's keys could not be fetched from {Address}")]
    public static partial void KeysNotFetched(ILogger log, Exception fault, string address);

    [LoggerMessage(122, LogLevel.Information, "A token was refused: {Reason}")]
    public static partial void TokenRefused(ILogger log, string reason);
}
