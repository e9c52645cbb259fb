// Sections 4.1 and 4.3: the state of an upload and how it is asked for.
import assert from 'node:assert/strict';
import { must, should } from '../case.mjs';
import * as server from './server.mjs';

const { append, assertState, begun, bytesOf, completed, create, dictionary, head, post, send } = server;

for (const method of ['HEAD', 'GET']) {
  const section = `4.3 Offset Retrieval, ${method}`;
  const ask = (url) => send(method, url);

  must(section, 'has Upload-Offset before, while and after bytes arrive', async () => {
    assert.equal((await ask(await create())).header('Upload-Offset'), '0');
    assert.equal((await ask((await begun()).url)).header('Upload-Offset'), '4');
    assert.equal((await ask((await completed()).url)).header('Upload-Offset'), '10');
  });

  must(section, 'has Upload-Complete', async () => {
    assert.equal((await ask((await begun()).url)).header('Upload-Complete'), '?0');
    assert.equal((await ask((await completed()).url)).header('Upload-Complete'), '?1');
  });

  must(section, 'has Upload-Length if the client has supplied it', async () => {
    assert.equal((await ask((await begun()).url)).header('Upload-Length'), '10');
    assert.equal((await ask((await completed()).url)).header('Upload-Length'), '10');
  });

  must(section, 'has Upload-Limit', async () => {
    dictionary((await ask((await begun()).url)).header('Upload-Limit'));
  });

  should(section, 'has Cache-Control: no-store', async () => {
    assert.match((await ask((await begun()).url)).header('Cache-Control') ?? '', /\bno-store\b/);
  });

  should(section, 'is never answered with a redirection', async () => {
    assert.ok(![301, 302, 303].includes((await ask((await begun()).url)).status));
  });
}

const fields = {
  'Upload-Complete': ['1', 'true', '?2', '"?1"', '?1, ?1'],
  'Upload-Offset': ['-1', '4.0', '"4"', 'four', '1000000000000000', '4, 4'],
};

for (const [name, values] of Object.entries(fields)) {
  for (const value of values) {
    must(`4.1 State, ${name}`, `'${value}' is ignored, so that an append which needs the field is refused`, async () => {
      const { url, bytes } = await begun();
      server.assertRefused(await append(url, 4, '?1', bytes.subarray(4), { [name]: value }));
      await assertState(url, 4, false);
    });
  }
}

for (const value of ['-1', '10.0', '"10"', 'ten', '1000000000000000', '?1']) {
  must('4.1.3 Length, Upload-Length', `'${value}' is ignored`, async () => {
    const url = await create({ 'Upload-Length': value });
    assert.equal((await head(url)).header('Upload-Length'), undefined);
  });
}

must('4.1.2 Completeness', 'parameters of a field are no other value', async () => {
  const { url, bytes } = await begun();
  server.assertFinal(await append(url, '4;a=1', '?1;b', bytes.subarray(4)));
});

must('4.1.1 Offset', 'does not decrease', async () => {
  const { url, bytes } = await begun();
  for (const offset of [0, 3]) {
    server.assertRefused(await append(url, offset, '?0', bytes.subarray(0, 2)));
    await assertState(url, 4, false);
  }
});

must('4.1.4 Limits', 'OPTIONS without Upload-Complete has Upload-Limit', async () => {
  dictionary((await send('OPTIONS', server.endpoint)).header('Upload-Limit'));
});

should('4.1.4 Limits', 'of OPTIONS are not less restrictive than those of an upload', async () => {
  const [before, after] = [dictionary((await send('OPTIONS', server.endpoint)).header('Upload-Limit')), dictionary((await post('?0')).header('Upload-Limit'))];
  for (const key of ['max-size', 'max-append-size']) {
    assert.ok((before[key] ?? Infinity) <= (after[key] ?? Infinity), key);
  }
});

should('4.1.4 Limits', 'do not become narrower while an upload lives', async () => {
  const created = await post('?0');
  const url = server.urlOf(created);
  await append(url, 0, '?0', bytesOf(4));
  const [before, after] = [created, await head(url)].map((answer) => dictionary(answer.header('Upload-Limit')));
  assert.ok((after['max-size'] ?? Infinity) >= (before['max-size'] ?? Infinity));
  assert.ok((after['min-size'] ?? 0) <= (before['min-size'] ?? 0));
});

should('4.1.4 Limits', 'a file beyond max-size is refused with Upload-Limit', async (context) => {
  const most = dictionary((await send('OPTIONS', server.endpoint)).header('Upload-Limit'))['max-size'];
  if (most === undefined) {
    context.skip('The server names no max-size.');
    return;
  }

  const answer = await post('?0', undefined, { 'Upload-Length': most + 1 });
  server.assertRefused(answer);
  dictionary(answer.header('Upload-Limit'));
});
