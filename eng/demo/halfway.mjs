import { request } from 'node:http';
import { chunkHeaders } from './api.mjs';
import { ConnectionLost } from './failures.mjs';

/** Sends the first half of a chunk, then calls `then`, which gets the socket and sees to it that the other half never arrives. */
export function putHalf(url, bytes, contentDigest, then) {
  return new Promise((resolve, reject) => {
    const headers = { ...chunkHeaders(contentDigest), 'Content-Length': bytes.length };
    const put = request(url, { method: 'PUT', headers, agent: false });
    put.on('error', (cause) => reject(new ConnectionLost(cause)));
    put.on('response', (response) => reject(new Error(`Half a chunk was answered with ${response.statusCode}.`)));
    put.write(bytes.subarray(0, bytes.length >> 1), () => then(put.socket));
  });
}
