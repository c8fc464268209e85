import type { Config } from '../runtime/config/config-schema.js';
import { type NoticeChannel, noticeChannels } from './schema.js';

/** On which channels operators are told something here. */
export function channelsOf({ notify }: Pick<Config, 'notify'>): NoticeChannel[] {
  const isSet = { email: notify.email, webhook: notify.webhookUrl };
  return noticeChannels.filter((channel) => isSet[channel] !== undefined);
}
