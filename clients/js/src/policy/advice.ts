/** What the service advises (docs/protocol.md, "Advice"). */
export interface Advice {
  /** How large the next chunks should be, in bytes. */
  readonly chunkBytes: number;
  /** The smallest chunk that the service takes, in bytes; the one that ends the file may be smaller. */
  readonly minChunkBytes: number;
  /** The largest chunk that the service takes, in bytes. */
  readonly maxChunkBytes: number;
  /** How many chunks to send at once. */
  readonly parallelism: number;
  readonly tier: 'unknown' | 'slow' | 'medium' | 'fast';
  readonly stability: 'unknown' | 'stable' | 'variable' | 'unstable';
  /** The ceiling of the wait before the first retry, in milliseconds. */
  readonly retryDelayMilliseconds: number;
  /** Retries of one chunk after which to ask for the status. */
  readonly maxRetries: number;
  /** Bytes confirmed per second of activity, over all connections; left out until it is known. */
  readonly goodputBytesPerSecond?: number;
  /** Share of attempts that got through; left out before the first. */
  readonly successRate?: number;
}

/** What holds before the service has answered (docs/clients.md, rule 2.1). */
export const adviceBeforeTheFirst: Advice = {
  chunkBytes: 1 << 20,
  minChunkBytes: 1,
  maxChunkBytes: 8 << 20,
  parallelism: 3,
  tier: 'unknown',
  stability: 'unknown',
  retryDelayMilliseconds: 1000,
  maxRetries: 5,
};

const member = /^([a-z*][a-z0-9_.*-]*)(?:=(-?\d{1,15}(?:\.\d{1,3})?|[A-Za-z*][A-Za-z0-9:/!#$%&'*+.^_`|~-]*))?$/;

/** Reads Transfer-Advice, a dictionary of structured fields (RFC 9651); undefined where it cannot be read. */
export function parseAdvice(header: string | null | undefined): Advice | undefined {
  if (!header) {
    return undefined;
  }

  const values = new Map<string, string>();
  for (const part of header.split(',')) {
    const found = member.exec(part.trim());
    if (found === null) {
      return undefined;
    }

    values.set(found[1]!, found[2] ?? '');
  }

  const number = (name: string): number | undefined => {
    const value = Number(values.get(name) || Number.NaN);
    return Number.isFinite(value) ? value : undefined;
  };
  return checkedAdvice({
    chunkBytes: number('chunk-bytes'),
    minChunkBytes: number('min-chunk-bytes'),
    maxChunkBytes: number('max-chunk-bytes'),
    parallelism: number('parallel'),
    tier: values.get('tier'),
    stability: values.get('stability'),
    retryDelayMilliseconds: number('retry-ms'),
    maxRetries: number('max-retries'),
    goodputBytesPerSecond: number('goodput'),
    successRate: number('success'),
  });
}

const atLeast = (value: unknown, least: number): value is number => typeof value === 'number' && Number.isFinite(value) && value >= least;

const oneOf = <T extends string>(value: unknown, ...known: T[]): T => known.find((one) => one === value) ?? known[0]!;

/** Advice that makes sense, from a header or the JSON of an answer; undefined where it makes none. */
export function checkedAdvice(found: unknown): Advice | undefined {
  const { chunkBytes, minChunkBytes, maxChunkBytes, parallelism, retryDelayMilliseconds, maxRetries, ...rest } = (found ?? {}) as Record<
    string,
    unknown
  >;
  if (!atLeast(chunkBytes, 1) || !atLeast(minChunkBytes, 1) || !atLeast(maxChunkBytes, minChunkBytes)) {
    return undefined;
  }

  if (!atLeast(parallelism, 1) || !atLeast(retryDelayMilliseconds, 0) || !atLeast(maxRetries, 0)) {
    return undefined;
  }

  return {
    chunkBytes: Math.floor(chunkBytes),
    minChunkBytes: Math.floor(minChunkBytes),
    maxChunkBytes: Math.floor(maxChunkBytes),
    parallelism: Math.floor(parallelism),
    tier: oneOf(rest['tier'], 'unknown', 'slow', 'medium', 'fast'),
    stability: oneOf(rest['stability'], 'unknown', 'stable', 'variable', 'unstable'),
    retryDelayMilliseconds,
    maxRetries: Math.floor(maxRetries),
    ...(atLeast(rest['goodputBytesPerSecond'], 0) && { goodputBytesPerSecond: rest['goodputBytesPerSecond'] }),
    ...(atLeast(rest['successRate'], 0) && { successRate: rest['successRate'] }),
  };
}
