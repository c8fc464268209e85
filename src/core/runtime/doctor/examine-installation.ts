import type { Config } from '../config/config-schema.js';
import type { Logger } from '../logger.js';
import { type Check, checkSafely, ok } from './check.js';
import { checkDatabase } from './check-database.js';
import { checkKey, type InstalledKey } from './check-key.js';
import { checkHome, checkNode } from './check-machine.js';
import { checkRedis } from './check-redis.js';

/**
 * Looks at this machine and its services, from the ground up. Never throws, changes nothing, and
 * goes on past what is broken. `loadConfig` is a check too: without a configuration the rest is
 * left out, because nobody knows where to look.
 */
export async function examineInstallation(options: {
  nodeVersion: string;
  loadConfig: () => Promise<{ config: Config; file: string | undefined }>;
  logger: Logger;
  /** What the slices know to check: the runtime knows none of them. */
  services?: readonly Service[];
}): Promise<Check[]> {
  const { nodeVersion, logger, services = [] } = options;
  const findings = [checkNode(nodeVersion)];
  let config: Config | undefined;
  findings.push(
    ...(await checkSafely('config', async () => {
      const loaded = await options.loadConfig();
      config = loaded.config;
      return [ok('config', loaded.file ?? 'no file; environment and defaults')];
    })),
  );
  if (!config) return findings;
  findings.push(...(await examineServices(config, logger)));
  for (const { name, check } of services) {
    const known = config;
    findings.push(...(await checkSafely(name, async () => await check(known))));
  }
  return findings;
}

/** A check of a slice's own. */
export interface Service {
  name: string;
  check(config: Config): Promise<Check[]>;
}

async function examineServices(config: Config, logger: Logger): Promise<Check[]> {
  const findings = await checkSafely('home', async () => await checkHome(config.home));
  let key: InstalledKey = { kind: 'unknown' };
  findings.push(
    ...(await checkSafely('database', async () => {
      const result = await checkDatabase(config, logger);
      key = result.key;
      return result.findings;
    })),
    ...(await checkSafely('redis', async () => await checkRedis(config))),
    ...(await checkSafely('key', async () => await checkKey(config, key))),
  );
  return findings;
}
