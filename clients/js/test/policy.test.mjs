// The rules of docs/clients.md that need no network, by their numbers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NoAnswer } from '../dist/api/errors.js';
import { parseAdvice } from '../dist/policy/advice.js';
import { Pace } from '../dist/policy/pace.js';
import { Patience } from '../dist/policy/patience.js';
import { cheapestPath } from '../dist/policy/path.js';
import { Pending } from '../dist/policy/pending.js';
import { TransferRate } from '../dist/policy/rate.js';
import { TransferReport } from '../dist/policy/report.js';
import { waitAsked, waitUnanswered } from '../dist/policy/retry.js';
import { StallLimit } from '../dist/policy/stall.js';
import { retryAfter, serviceAddress, uploadPath } from '../dist/api/service.js';
import { ConnectionBudget } from '../dist/transfer/connection-budget.js';
import { TransferRun } from '../dist/transfer/run.js';
import { Waits } from '../dist/transfer/waits.js';
import { mergedRanges } from '../dist/upload/completion.js';
import { VirtualClock } from './rig/clock.mjs';
import { seeded } from './rig/bad-link.mjs';

const mebibyte = 1 << 20;
const header =
  'chunk-bytes=2097152, min-chunk-bytes=103, max-chunk-bytes=8388608, parallel=6, tier=fast, stability=stable, ' +
  'retry-ms=1000, max-retries=5, goodput=14581336, success=1.0';

test('1.1: the address gets its prefix, and loses what could be secret', () => {
  assert.equal(serviceAddress('https://app.example'), 'https://app.example/api/');
  assert.equal(serviceAddress('https://app.example/api?code=secret#x'), 'https://app.example/api/');
  assert.equal(serviceAddress('https://app.example/upload/v1/'), 'https://app.example/upload/v1/');
  assert.throws(() => serviceAddress('ftp://app.example'), TypeError);
  assert.throws(() => serviceAddress('https://me:secret@app.example'), TypeError);
});

test('1.1: an upload is named by id, path or URL, and none of another server', () => {
  const id = 'cgCs29VT3UCLFtjRhpvzmA';
  for (const name of [id, `/api/uploads/${id}`, `https://app.example/api/uploads/${id}`]) {
    assert.equal(uploadPath('https://app.example/api/', name), `/api/uploads/${id}`);
  }

  assert.throws(() => uploadPath('https://app.example/api/', `https://other.example/api/uploads/${id}`), TypeError);
  assert.throws(() => uploadPath('https://app.example/api/', 'short'), TypeError);
});

test('2.1: advice is read from the header; what cannot be read counts as none', () => {
  assert.deepEqual(parseAdvice(header), {
    chunkBytes: 2097152,
    minChunkBytes: 103,
    maxChunkBytes: 8388608,
    parallelism: 6,
    tier: 'fast',
    stability: 'stable',
    retryDelayMilliseconds: 1000,
    maxRetries: 5,
    goodputBytesPerSecond: 14581336,
    successRate: 1,
  });
  assert.equal(parseAdvice(`${header}, later=?`), undefined);
  for (const broken of [
    '',
    'chunk-bytes=',
    'chunk-bytes=1',
    header.replace('2097152', '-1'),
    header.replace('parallel=6', 'parallel=0'),
    header.replace('=103', '=9388608'),
    header.replace('2097152', '1e99'),
  ]) {
    assert.equal(parseAdvice(broken), undefined, broken);
  }
});

test('2.1: an unknown word of the advice is unknown, a further member is passed over', () => {
  const advice = parseAdvice(`${header.replace('fast', 'blazing')}, later=7`);
  assert.equal(advice.tier, 'unknown');
  assert.equal(advice.parallelism, 6);
});

const pace = (advice = {}, limits = {}) => {
  const made = new Pace({ maxChunkBytes: 16 * mebibyte, maxConnections: 16, ...limits });
  made.answered({ ...parseAdvice(header), ...advice });
  return made;
};

test("2.2: the size is the advised one within the client's limit, and the service's limits win", () => {
  assert.equal(pace().chunkBytes, 2 * mebibyte);
  assert.equal(pace({}, { maxChunkBytes: mebibyte }).chunkBytes, mebibyte);
  assert.equal(pace({ minChunkBytes: 3 * mebibyte }, { maxChunkBytes: mebibyte }).chunkBytes, 3 * mebibyte);
  assert.equal(pace({ chunkBytes: 9 * mebibyte }).chunkBytes, 8 * mebibyte);
});

test('2.3: each attempt in a row that nobody answered halves the chunk, down to 64 KiB, until an answer with advice comes', () => {
  const made = pace();
  const [first, second] = [made.connection(0), made.connection(1)];
  first.unanswered = 1;
  second.unanswered = 1;
  assert.equal(made.chunkBytes, mebibyte);
  first.unanswered = 3;
  assert.equal(made.chunkBytes, mebibyte / 4);
  first.unanswered = 30;
  assert.equal(made.chunkBytes, 64 * 1024);
  assert.equal(made.isSmallest, true);
  made.answered(undefined);
  assert.equal(made.chunkBytes, 64 * 1024);
  made.answered(parseAdvice(header));
  assert.equal(made.chunkBytes, 2 * mebibyte);
  assert.equal(pace({ chunkBytes: 1000 }).chunkBytes, 1000);
});

test('2.3: connections may be used in any order', () => {
  const made = pace();
  made.connection(2).unanswered = 1;
  assert.equal(made.chunkBytes, mebibyte);
});

test('2.4: no rest stays behind that would be too small to be taken', () => {
  const made = pace({ minChunkBytes: 100_000 });
  assert.equal(made.cut(0, 10 * mebibyte), 2 * mebibyte);
  assert.equal(made.cut(0, 2 * mebibyte + 99_999), 2 * mebibyte + 99_999);
  assert.equal(made.cut(0, 2 * mebibyte + 100_000), 2 * mebibyte);
  assert.equal(made.cut(0, 50), 50);
  const largest = pace({ chunkBytes: 8 * mebibyte, minChunkBytes: 100_000 });
  assert.equal(largest.cut(0, 8 * mebibyte + 5), 8 * mebibyte + 5 - 100_000, 'What is left is large enough.');
  assert.equal(largest.cut(0, 8 * mebibyte), 8 * mebibyte);
  assert.equal(pace({ chunkBytes: 1000, minChunkBytes: 1000, maxChunkBytes: 1000 }).cut(0, 1500), 1000, 'Nothing else is taken.');
});

test('2.5: while the length is unknown 256 GiB fit into 49,000 chunks', () => {
  const made = pace({ chunkBytes: 64 * 1024, minChunkBytes: 1 });
  let count = 0;
  for (let offset = 0; offset < 256 * 2 ** 30; count++) {
    offset += made.cut(offset, Number.POSITIVE_INFINITY);
  }

  assert.ok(count < 49_000, `${count} chunks`);
});

test("2.6: connections are those of the advice within the client's limit", () => {
  assert.equal(pace().connections, 6);
  assert.equal(pace({}, { maxConnections: 2 }).connections, 2);
});

test('Limits that the service tells in refusals hold from then on', () => {
  const made = pace();
  made.capAt(500_000);
  assert.equal(made.chunkBytes, 500_000);
  made.raiseTo(600_000);
  assert.equal(made.chunkBytes, 600_000);
});

test('3.1: the wait that the service asks for is kept, and a little more', () => {
  assert.equal(
    waitAsked(5000, 1, 1000, () => 0),
    5000,
  );
  assert.equal(
    waitAsked(5000, 1, 1000, () => 1),
    5500,
  );
});

test('3.1: where it asks for none, two repeats go at once and then the wait grows', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((failures) => waitAsked(0, failures, 1000, () => 1)),
    [0, 0, 1000, 2000, 4000],
  );
});

test('3.2: the ceiling doubles up to a minute, and the wait is anywhere below it', () => {
  assert.deepEqual(
    [1, 2, 3, 7, 8, 1000].map((inRow) => waitUnanswered(inRow, 1000, () => 1)),
    [1000, 2000, 4000, 60_000, 60_000, 60_000],
  );
  assert.equal(
    waitUnanswered(5, 1000, () => 0),
    0,
  );
  assert.equal(
    waitUnanswered(2, 1000, () => 0.25),
    500,
  );
});

test('3.1: Retry-After is seconds or a date', () => {
  assert.equal(retryAfter('7'), 7000);
  assert.equal(retryAfter(undefined), undefined);
  assert.equal(retryAfter('soon'), undefined);
  assert.equal(retryAfter('Sun, 06 Nov 1994 08:49:37 GMT'), 0);
});

test('3.3: an answer cuts what is left of a wait, and none lengthens it again', async () => {
  const clock = new VirtualClock();
  const waits = new Waits(clock);
  const waiting = waits.wait(60_000, new AbortController().signal, true);
  waits.shorten(2000);
  // In the middle of what is left, an answer that would leave more.
  clock.after(500, () => waits.shorten(20_000));
  await clock.until(waiting);
  assert.equal(clock.now(), 1000);
});

test('3.5: patience runs from the last byte that was accepted', () => {
  const patience = new Patience(1000, 50);
  assert.equal(patience.left(500), 550);
  patience.renew(500);
  assert.equal(patience.left(500), 1000);
});

/** A run whose clock stands still, and its end: what its attempts, one after the other, come to. */
function repeated(...attempts) {
  const clock = new VirtualClock();
  const environment = {
    clock,
    network: { isOffline: () => false, onOnline: () => () => {} },
    budget: new ConnectionBudget(() => 1),
    maxConnections: 1,
  };
  const run = new TransferRun(environment, { patienceMilliseconds: 3_600_000 });
  let count = 0;
  const began = [];
  const end = clock.until(
    run.repeat(async () => {
      began.push(clock.now());
      const attempt = attempts[Math.min(count++, attempts.length - 1)];
      await clock.pause(1000);
      return attempt(clock);
    }),
  );
  return { end, began, clock };
}

const fails = () => {
  throw new NoAnswer('The connection broke.');
};

const sleepsAndFails = (clock) => {
  clock.sleep(7_200_000);
  fails();
};

test('3.5: a machine that sleeps for longer than the patience in the middle of an attempt tries again, once the network can be up', async () => {
  const { end, began } = repeated(sleepsAndFails, () => 'answered');
  assert.equal(await end, 'answered');
  assert.equal(began[1] - began[0], 7_200_000 + 1000 + 30_000);
});

test('3.5: a machine that sleeps for longer than the patience between two attempts tries again, and more than once', async () => {
  const { end, clock } = repeated(fails, fails, () => 'answered');
  // While it waits after the first one.
  clock.after(1001, () => clock.sleep(7_200_000));
  assert.equal(await end, 'answered');
});

test('3.5: where every attempt fails the last one is the first that begins when the patience is over', async () => {
  const { end, began } = repeated(fails);
  await assert.rejects(end, { code: 'no-progress' });
  assert.equal(began.at(-1), 3_600_000);
});

test('3.5: a machine that sleeps and then gets nothing through, either, gives up', async () => {
  const { end, began } = repeated(sleepsAndFails, fails);
  await assert.rejects(end, { code: 'no-progress' });
  assert.equal(began.length, 2);
});

test('4: an attempt may take four times what its rate makes of it, between 5 s and 2 min', () => {
  const stall = new StallLimit();
  assert.equal(stall.milliseconds(mebibyte, 0, false, undefined), 120_000);
  assert.equal(stall.milliseconds(1_000_000, 0, false, 100_000), 40_000);
  stall.acknowledged(1_000_000, 1000);
  assert.equal(stall.milliseconds(10_000_000, 0, false, 1), 40_000);
  assert.equal(stall.milliseconds(1000, 0, false, 1), 5000);
  stall.acknowledged(1_000_000, 500);
  assert.equal(stall.bytesPerSecond, 1_250_000);
});

test('4.3: the limit doubles with each attempt in a row, up to 2 min; for the smallest chunk up to 16', () => {
  const stall = new StallLimit();
  stall.acknowledged(1_000_000, 1000);
  assert.deepEqual(
    [1, 2, 3, 20].map((inRow) => stall.milliseconds(1000, inRow, false)),
    [10_000, 20_000, 40_000, 120_000],
  );
  assert.deepEqual(
    [5, 20].map((inRow) => stall.milliseconds(1000, inRow, true)),
    [160_000, 960_000],
  );
});

test('8.1: a report tells once what attempts have cost, and again where nobody heard it', () => {
  const report = new TransferReport();
  assert.equal(report.take(1), undefined);
  report.succeeded(1000, 20.4);
  const first = report.take(3);
  assert.equal(first.header, 'bytes=1000, ms=20, attempts=1, failed=0, connections=3');
  assert.equal(report.take(3), undefined);
  report.failed(300, 7, 'timeout');
  first.putBack();
  assert.equal(report.take(1).header, 'bytes=1000, ms=20, attempts=2, failed=1, lost=300, lost-ms=7, error=timeout, connections=1');
});

test('9.2: a slow link has a rate that stands still between its chunks', () => {
  const rate = new TransferRate(0);
  const seen = [];
  for (let second = 0; second < 300; second++) {
    // A chunk of 100,000 bytes every 10 s.
    rate.add(second % 10 === 0 ? 100_000 : 0, second * 1000);
    if (second > 130) {
      seen.push(rate.bytesPerSecond(second * 1000 + 999, 100_000));
    }
  }

  assert.ok(Math.min(...seen) > 7_500 && Math.max(...seen) < 13_500, `${Math.min(...seen)} to ${Math.max(...seen)}`);
});

test('9.2: bytes of an attempt that failed are taken back', () => {
  const rate = new TransferRate(0);
  rate.add(5000, 4000);
  rate.add(-5000, 4500);
  assert.equal(rate.bytesPerSecond(5000, 1000), 0);
});

test('9.3: the time left is told after 3 s, and not at rate 0', () => {
  const rate = new TransferRate(0);
  assert.equal(rate.secondsLeft(2999, 1000, 10), undefined);
  assert.equal(rate.secondsLeft(3000, 1000, 10), 100);
  assert.equal(rate.secondsLeft(3000, 1000, 0), undefined);
});

test('Chunks of all transfers together stay within the budget, and one that is given up gives its place on', async () => {
  const budget = new ConnectionBudget(() => 2);
  const never = new AbortController().signal;
  const [first] = await Promise.all([budget.take(never), budget.take(never)]);
  const stop = new AbortController();
  const third = budget.take(stop.signal);
  let isFourth = false;
  const fourth = budget.take(never).then(() => (isFourth = true));
  stop.abort(new Error('given up'));
  await assert.rejects(third, /given up/);
  assert.equal(isFourth, false);
  first();
  await fourth;
});

test('What is pending is taken from the front, and comes back as it was', () => {
  const pending = new Pending([
    { offset: 100, length: 50 },
    { offset: 0, length: 30 },
  ]);
  const first = pending.take(() => 10);
  assert.deepEqual(first, { offset: 0, length: 10 });
  pending.add(first);
  assert.deepEqual(pending.ranges, [
    { offset: 0, length: 10 },
    { offset: 10, length: 20 },
    { offset: 100, length: 50 },
  ]);
});

test('7.5: the cheapest path is the one that any search finds, of any chunks', () => {
  const random = seeded(7);
  for (let run = 0; run < 500; run++) {
    const length = 1 + Math.floor(random() * 12);
    const chunks = Array.from({ length: Math.floor(random() * 9) }, () => {
      const offset = Math.floor(random() * length);
      return { offset, length: 1 + Math.floor(random() * (length - offset)) };
    });
    // By trying everything: bytes to send from a position on.
    const cost = (at) =>
      at === length
        ? 0
        : Math.min(1 + cost(at + 1), ...chunks.filter(({ offset }) => offset === at).map((chunk) => cost(at + chunk.length)));
    const { chunks: path, gaps } = cheapestPath(chunks, length);
    assert.equal(
      gaps.reduce((sum, gap) => sum + gap.length, 0),
      cost(0),
    );
    let end = 0;
    for (const piece of [...path, ...gaps].sort((a, b) => a.offset - b.offset)) {
      assert.equal(piece.offset, end);
      end += piece.length;
    }

    assert.equal(end, length);
  }
});

test('Neighbouring chunks become ranges that are long enough; long ones stay', () => {
  const chunks = [10, 10, 50, 10, 5].reduce(
    (all, length) => [...all, { offset: all.reduce((sum, one) => sum + one.length, 0), length }],
    [],
  );
  assert.deepEqual(mergedRanges(chunks, 20), [
    { offset: 0, length: 20 },
    { offset: 70, length: 15 },
  ]);
});
