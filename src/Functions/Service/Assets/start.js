'use strict';

// A chunk is taken with its digest only; where none was typed in, this page computes it, as any client would.
async function addDigest(request) {
  const isChunk = request.method === 'PUT' && /\/chunks\/\d+$/.test(new URL(request.url, location.href).pathname);
  const hasDigest = Object.keys(request.headers).some(name => /^(content-digest|x-chunk-sha256)$/i.test(name));
  if (!isChunk || hasDigest || !request.body || !globalThis.crypto?.subtle) {
    return request;
  }
  const bytes = await new Response(request.body).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  request.headers['Content-Digest'] = `sha-256=:${btoa(String.fromCharCode(...digest))}:`;
  return request;
}

const target = document.getElementById('swagger-ui');
SwaggerUIBundle({
  url: target.dataset.document,
  domNode: target,
  deepLinking: true,
  displayRequestDuration: true,
  validatorUrl: null,
  requestInterceptor: addDigest,
});
