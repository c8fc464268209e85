import { credentialUrlSettings, secretSettings } from './config-schema.js';
import type { LoadedConfig } from './load-config.js';
import { describeOrigin } from './origin.js';
import { type SettingPath, settingPaths } from './setting-names.js';

/** A setting as it may be shown to anyone who looks over the operator's shoulder. */
export interface PresentedSetting {
  name: SettingPath;
  /** Null when it is not set; `(set)` for a secret; a URL without its password. */
  value: string | number | null;
  origin: string;
}

export function presentSettings({ config, origins }: LoadedConfig): PresentedSetting[] {
  return settingPaths.map((name) => ({
    name,
    value: presentValue(name, valueAt(config, name)),
    origin: describeOrigin(origins[name]),
  }));
}

function valueAt(config: LoadedConfig['config'], path: SettingPath): string | number | undefined {
  let value: unknown = config;
  for (const key of path.split('.')) value = (value as Record<string, unknown>)[key];
  return value as string | number | undefined;
}

function presentValue(path: SettingPath, value: string | number | undefined) {
  if (value === undefined) return null;
  if (secretSettings.includes(path)) return '(set)';
  return credentialUrlSettings.includes(path) ? withoutPassword(String(value)) : value;
}

/**
 * The URL with `***` for its password, wherever it stands: PostgreSQL and Redis URLs also take it
 * (and the passphrase of a key) as a query parameter.
 */
export function withoutPassword(text: string): string {
  const url = new URL(text);
  if (url.password !== '') url.password = '***';
  for (const name of [...url.searchParams.keys()]) {
    if (/pass|secret|token|key/i.test(name)) url.searchParams.set(name, '***');
  }
  return url.href;
}
