// The page's own code: Uppy with its tus plug-in, as a web application has them.
import Uppy from '@uppy/core';
import Tus from '@uppy/tus';

/** Uploads a file's bytes; the test that drives the page waits for what it answers. */
window.upload = async ({ endpoint, chunkSize, bytes }) => {
  const seen = { advice: undefined, retries: 0, methods: [] };
  const uppy = new Uppy({ autoProceed: false });
  uppy.use(Tus, {
    endpoint,
    ...(chunkSize && { chunkSize }),
    onBeforeRequest: (request) => void seen.methods.push(request.getMethod()),
    onAfterResponse: (_, response) => {
      seen.advice = response.getHeader('Transfer-Advice') ?? seen.advice;
    },
  });
  uppy.on('upload-progress', (_, { bytesUploaded }) => (window.sent = bytesUploaded));
  const content = await (await fetch(bytes)).arrayBuffer();
  uppy.addFile({ name: 'päge.bin', type: 'application/octet-stream', data: new Blob([content]) });
  const { successful, failed } = await uppy.upload();
  return { ...seen, url: successful[0]?.uploadURL, error: failed[0]?.error };
};
