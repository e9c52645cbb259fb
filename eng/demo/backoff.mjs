import { setTimeout as sleep } from 'node:timers/promises';

const longestMilliseconds = 30_000;

/**
 * Waits before try number `attempt` (1 is the first retry): as long as the server asks for, or else, and from the second
 * retry on, the advised delay, doubled for every further one, with jitter.
 */
export async function backOff(attempt, advice, askedMilliseconds) {
  const doubled = Math.min(advice.retryDelayMilliseconds * 2 ** (attempt - 1), longestMilliseconds) * (0.5 + Math.random() / 2);
  const own = attempt === 1 && askedMilliseconds !== undefined ? 0 : doubled;
  const milliseconds = Math.round(Math.max(askedMilliseconds ?? 0, own));
  await sleep(milliseconds);
  return milliseconds;
}
