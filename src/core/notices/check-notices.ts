import type { Config } from '../runtime/config/config-schema.js';
import { type Check, ok } from '../runtime/doctor/check.js';
import { webhookTargetOf } from './webhook-target.js';

/**
 * Whether anybody hears of it when an import or a campaign fails. Posts nothing and shows no path, which
 * may be a secret. Throws WEBHOOK_INVALID, which the doctor makes a finding of.
 */
export async function checkNotices(config: Pick<Config, 'notify'>): Promise<Check[]> {
  const target = webhookTargetOf(config);
  const channels = [
    ...(config.notify.email === undefined ? [] : ['by mail']),
    ...(target === undefined ? [] : [`by webhook to ${new URL(target.url).host}`]),
  ];
  if (channels.length > 0) return [ok('notices', channels.join(' and '))];
  return [ok('notices', 'not configured: nobody is told of work that fails')];
}
