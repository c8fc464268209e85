import type { Config } from '../config/config-schema.js';
import { queueErrors } from '../queue/errors.js';
import { readRedisFacts } from '../queue/redis-facts.js';
import { type Check, fromError, ok, unavailable, warning } from './check.js';

const oldestVersion = [6, 2] as const;

/** The Redis of the queue, where one is configured. */
export async function checkRedis({ redisUrl }: Pick<Config, 'redisUrl'>): Promise<Check[]> {
  if (!redisUrl) return [ok('redis', 'not configured: the queue is in the database')];
  const facts = await readRedisFacts(redisUrl).catch(() => undefined);
  if (!facts) {
    const found = `${new URL(redisUrl).host} does not answer`;
    const hint = 'start Redis or correct EVM_REDIS_URL; until then work is done with a delay';
    return [unavailable('redis', found, hint)];
  }
  const { version, evictionPolicy: policy } = facts;
  return [versionFinding(version), policyFinding(policy), persistenceFinding(facts)];
}

function versionFinding(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldMajor, oldMinor] = oldestVersion;
  if (major > oldMajor || (major === oldMajor && minor >= oldMinor)) return ok('redis', version);
  return warning('redis', version, `use Redis ${oldMajor}.${oldMinor} or newer`);
}

function policyFinding(policy: string): Check {
  if (policy === 'noeviction') return ok('redis eviction', policy);
  return fromError('redis eviction', queueErrors.evicting({ policy }));
}

function persistenceFinding({ appendOnly }: { appendOnly: boolean }): Check {
  if (appendOnly) return ok('redis persistence', 'append-only file');
  const hint = 'run `redis-cli config set appendonly yes` and write it into redis.conf';
  const found = 'no append-only file: a crash forgets who was rung for (a delay, no loss)';
  return warning('redis persistence', found, hint);
}
