import { defineError } from '../errors.js';
import { exitCodes } from '../exit-codes.js';

export const queueErrors = {
  evicting: defineError<{ policy: string }>({
    code: 'QUEUE_EVICTING',
    exitCode: exitCodes.usage,
    when: 'The Redis of EVM_REDIS_URL throws keys away when its memory is full, so jobs could vanish.',
    message: ({ policy }) =>
      `Redis has maxmemory-policy ${policy}, which lets it throw jobs away; noeviction is needed`,
    hint: () =>
      'run `redis-cli config set maxmemory-policy noeviction` and write it into redis.conf, or use a Redis that is no cache',
  }),
  notMigrated: defineError<Record<string, never>>({
    code: 'QUEUE_NOT_MIGRATED',
    exitCode: exitCodes.usage,
    when: 'The queue lives in PostgreSQL, and its schema (bullmq) is missing or too old.',
    message: () => 'the database lacks the schema of the queue',
    hint: () => 'run `evm db migrate`',
  }),
  clockSkew: defineError<{ seconds: number }>({
    code: 'CLOCK_SKEW',
    exitCode: exitCodes.unavailable,
    when: 'The clock of this machine and that of the database differ by more than a second; locks would end too early or never.',
    message: ({ seconds }) =>
      `the clock of this machine is ${Math.abs(seconds).toFixed(1)} s ${seconds > 0 ? 'ahead of' : 'behind'} the database's`,
    hint: () => 'set both by NTP (`timedatectl set-ntp true`), then start the worker again',
  }),
};
