import { TransferError } from '../api/errors.js';
import { toHex } from '../integrity/digests.js';
import { idOf, type Journal, type JournalEntry, type JournalKey } from '../ports/journal.js';

const databaseName = 'smart-transfer';
const entries = 'journal';
const settings = 'settings';
const clientIdKey = 'client-id';

/** The journal in the origin's IndexedDB; locks are the browser's, over all tabs. */
export class IndexedDbJournal implements Journal {
  readonly isLockedByPlace = false;
  #database: Promise<IDBDatabase> | undefined;

  async list(): Promise<JournalEntry[]> {
    const all = (await this.#do(entries, 'readonly', (store) => store.getAll())) as JournalEntry[];
    return all.filter((entry) => entry.schema === 1);
  }

  async save(entry: JournalEntry): Promise<void> {
    await this.#do(entries, 'readwrite', (store) => store.put(entry, keyOf(entry)));
  }

  async remove(entry: JournalKey): Promise<void> {
    await this.#do(entries, 'readwrite', (store) => store.delete(keyOf(entry)));
  }

  async lock(entry: JournalKey): Promise<() => Promise<void>> {
    const locks = globalThis.navigator?.locks;
    if (locks === undefined) {
      // Pages that did not come by HTTPS have none. Two senders of one file do no harm: chunks are idempotent.
      return () => Promise.resolve();
    }

    return new Promise((resolve, reject) => {
      locks
        .request(`smart-transfer ${keyOf(entry)}`, { ifAvailable: true }, (lock) => {
          if (lock === null) {
            reject(new TransferError('in-use', 'Another tab is at this transfer.'));
            return undefined;
          }

          return new Promise<void>((release) =>
            resolve(() => {
              release();
              return Promise.resolve();
            }),
          );
        })
        .catch(reject);
    });
  }

  async clientId(renew = false): Promise<string> {
    const known: unknown = renew ? undefined : await this.#do(settings, 'readonly', (store) => store.get(clientIdKey));
    if (typeof known === 'string') {
      return known;
    }

    const made = toHex(crypto.getRandomValues(new Uint8Array(16)));
    await this.#do(settings, 'readwrite', (store) => store.put(made, clientIdKey));
    return made;
  }

  async #do<T>(name: string, mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    try {
      const database = await (this.#database ??= open());
      return await new Promise<T>((resolve, reject) => {
        const transaction = database.transaction(name, mode);
        const request = act(transaction.objectStore(name));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error('the transaction was aborted'));
      });
    } catch (error) {
      this.#database = undefined;
      throw new TransferError('journal-unwritable', `The browser keeps no journal: ${(error as Error)?.message ?? error}`, {
        cause: error,
      });
    }
  }
}

const keyOf = (entry: JournalKey): string => `${entry.kind} ${idOf(entry)}`;

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(entries);
      request.result.createObjectStore(settings);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
    request.onblocked = () => reject(new Error('another tab has it open in an older version'));
  });
}
