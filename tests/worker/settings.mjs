// The settings that a worker of the tests runs with, on storage of its own names.
import { randomBytes } from 'node:crypto';

export function workerSettings(connectionString, more = {}) {
  const name = `t${randomBytes(6).toString('hex')}`;
  return {
    SmartTransfer__Storage__ConnectionString: connectionString,
    SmartTransfer__Storage__ContainerName: name,
    SmartTransfer__Storage__TablePrefix: name,
    SweepSchedule: '0 0 * * * *',
    ConcatenateSchedule: '30 */5 * * * *',
    EventsSchedule: '15 * * * * *',
    ...more,
  };
}
