import { userInfo } from 'node:os';
import type { FlagValue, LoadedConfig } from '../core/runtime/config/load-config.js';
import type { SettingPath } from '../core/runtime/config/setting-names.js';
import type { GlobalOptions } from './define-command.js';
import type { Host } from './run-main.js';

/** How a command gets its configuration, which is loaded when it is first asked for, and once. */
export type LoadSettings = () => Promise<LoadedConfig>;

/** From the files, the environment and the flags of `host`, or as it was loaded elsewhere. */
export function createLoadSettings(options: {
  host: Pick<Host, 'env' | 'cwd' | 'carried'>;
  globals: GlobalOptions;
  settings: Partial<Record<SettingPath, FlagValue>>;
}): LoadSettings {
  const { host, globals, settings } = options;
  let loading: Promise<LoadedConfig> | undefined;
  async function load(): Promise<LoadedConfig> {
    if (host.carried) return host.carried.loaded;
    const { loadConfig } = await import('../core/runtime/config/load-config.js');
    return await loadConfig({
      env: host.env,
      cwd: host.cwd,
      flags: { ...logLevelOf(globals), ...settings },
      configFile: globals.config,
      userName: readUserName(),
    });
  }
  return () => (loading ??= load());
}

function logLevelOf(globals: GlobalOptions): Partial<Record<SettingPath, FlagValue>> {
  if (globals.debug) return { 'log.level': { value: 'debug', flag: '--debug' } };
  return globals.verbose ? { 'log.level': { value: 'info', flag: '--verbose' } } : {};
}

function readUserName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id that has no name.
    return 'unknown';
  }
}
