// The worker in which files are read, hashed and sent. It keeps its pace in tabs in the background, where a page's timers are slowed down.
import type { CredentialCallback } from '../api/credentials.js';
import type { Transfer } from '../transfer/transfer.js';
import { LocalClient } from './local.js';
import { fromMessage, toMessage, type FromWorker, type ToWorker } from './messages.js';

const tell = (message: FromWorker): void => (globalThis as unknown as { postMessage(message: FromWorker): void }).postMessage(message);

let client: LocalClient | undefined;
/** By number; `transfer` once it has begun. */
const transfers = new Map<number, { transfer?: Transfer<unknown>; stop: AbortController }>();
const wanted = new Map<number, { resolve(value: string | undefined): void; reject(error: Error): void }>();
let asked = 0;

/** Asks the page, which asks the caller. */
const credential =
  (which: 'key' | 'token'): CredentialCallback =>
  ({ isRefused }) =>
    new Promise((resolve, reject) => {
      wanted.set(++asked, { resolve, reject });
      tell({ kind: 'credential-wanted', number: asked, which, isRefused });
    });

async function begin(message: Extract<ToWorker, { kind: 'begin' }>): Promise<void> {
  const { number, method, args } = message;
  const stop = new AbortController();
  transfers.set(number, { stop });
  const options = {
    ...(args.at(-1) as object),
    signal: stop.signal,
    onProgress: (value: Extract<FromWorker, { kind: 'progress' }>['value']) => tell({ kind: 'progress', number, value }),
    onChunk: (value: Extract<FromWorker, { kind: 'chunk' }>['value']) => tell({ kind: 'chunk', number, value }),
    onNotice: (value: Extract<FromWorker, { kind: 'notice' }>['value']) => tell({ kind: 'notice', number, value }),
  };
  try {
    const transfer = await (client![method] as (...given: unknown[]) => Promise<Transfer<unknown>>).call(
      client,
      ...args.slice(0, -1),
      options,
    );
    transfers.set(number, { transfer, stop });
    tell({ kind: 'begun', number, progress: transfer.progress });
    const value = await transfer.done;
    // One that failed stays: it may still be cancelled.
    transfers.delete(number);
    tell({ kind: 'result', number, value });
  } catch (error) {
    if (transfers.get(number)?.transfer === undefined) {
      transfers.delete(number);
    }

    tell({ kind: 'result', number, error: toMessage(error) });
  }
}

async function answer(number: number, act: () => Promise<unknown>): Promise<void> {
  try {
    tell({ kind: 'result', number, value: await act() });
  } catch (error) {
    tell({ kind: 'result', number, error: toMessage(error) });
  }
}

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  switch (data.kind) {
    case 'open':
      client = new LocalClient({
        endpoint: data.endpoint,
        ...(data.asksForKey && { functionKey: credential('key') }),
        ...(data.asksForToken && { token: credential('token') }),
      });
      tell({ kind: 'ready' });
      break;
    case 'call':
      void answer(data.number, () =>
        (client as unknown as Record<string, (...args: readonly unknown[]) => Promise<unknown>>)[data.method]!(...data.args),
      );
      break;
    case 'begin':
      void begin(data);
      break;
    case 'cancel':
      void answer(data.number, () => transfers.get(data.transfer)?.transfer?.cancel() ?? Promise.resolve());
      break;
    case 'control': {
      const running = transfers.get(data.number);
      if (data.action === 'stop') {
        running?.stop.abort();
      } else {
        running?.transfer?.[data.action]();
      }

      break;
    }
    case 'credential': {
      const waiting = wanted.get(data.number);
      wanted.delete(data.number);
      if (data.error === undefined) {
        waiting?.resolve(data.value);
      } else {
        waiting?.reject(fromMessage(data.error));
      }

      break;
    }
  }
});
