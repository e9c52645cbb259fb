using System.Globalization;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Tus;

/// <summary>
/// A failure as a tus client hears it: the problem details of the whole API, under the status that makes tus clients do the
/// right thing, with the headers that say where to go on.
/// </summary>
internal static class TusProblem
{
    public static IResult Of(Failure failure) => Problem.Of(failure, ProblemStatus.OfTus(failure), response =>
    {
        switch (failure.Code)
        {
            case FailureCodes.VersionUnsupported:
                response.Headers[TusProtocol.TusVersion] = TusProtocol.Version;
                break;
            case FailureCodes.OffsetMismatch or FailureCodes.StreamConflict:
                response.Headers[TusProtocol.UploadOffset] = Text(failure.Facts["want"]);
                break;
            case FailureCodes.StreamInterrupted:
                response.Headers[TusProtocol.UploadOffset] = Text(failure.Facts["offset"]);
                break;
        }
    });

    private static string Text(object fact) => Convert.ToString(fact, CultureInfo.InvariantCulture)!;
}
