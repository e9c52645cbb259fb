using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Failures;

namespace SmartTransfer.Core.Streams;

/// <summary>Digests a body in passing and tells at its end whether it is what the client meant.</summary>
public interface IStreamDigest : IBodyDigest
{
    /// <summary>Ends the body. Called once, after its last byte was read, so that what follows the bytes (a trailer) can be asked for.</summary>
    /// <returns>Null when the body is right, else why not.</returns>
    Failure? Finish();
}
