using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Ports;

/// <summary>Where new upload ids come from.</summary>
public interface IUploadIds
{
    /// <summary>A new id of 128 bits from a cryptographic source of randomness.</summary>
    UploadId Next();
}
