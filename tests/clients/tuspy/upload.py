"""Uploads a file by tuspy, with a checksum on every chunk, in two runs of which the second takes up what the first left.

    upload.py ENDPOINT PATH CHUNK_BYTES

Prints the upload's URL.
"""
import sys

from tusclient import client


def main(endpoint: str, path: str, chunk_bytes: int) -> None:
    tus = client.TusClient(endpoint)
    first = tus.uploader(path, chunk_size=chunk_bytes, upload_checksum=True, metadata={"filename": "sent.bin"})
    first.upload(stop_at=2 * chunk_bytes)

    second = tus.uploader(path, url=first.url, chunk_size=chunk_bytes, upload_checksum=True)
    if second.offset != 2 * chunk_bytes:
        sys.exit(f"The server is at {second.offset}, not at {2 * chunk_bytes}.")

    second.upload()
    print(second.url)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
