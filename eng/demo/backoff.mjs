import { setTimeout as sleep } from 'node:timers/promises';

const longestMilliseconds = 30_000;

/** Waits before try number `attempt` (1 is the first retry): doubling, with jitter, and never less than the server asks for. */
export async function backOff(attempt, advice, atLeastMilliseconds = 0) {
  const doubled = Math.min(advice.retryDelayMilliseconds * 2 ** (attempt - 1), longestMilliseconds);
  const milliseconds = Math.round(Math.max(atLeastMilliseconds, doubled * (0.5 + Math.random() / 2)));
  await sleep(milliseconds);
  return milliseconds;
}
