import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import { countAudience } from './audience-repository.js';
import { type Campaign, findCampaignBy } from './campaign-repository.js';
import { countMessagesOfCampaign, hasCheckins } from './reminder-repository.js';
import { type PlannedReminder, planReminders, type ReminderTemplate } from './reminder-rules.js';
import { isMissed } from './run-reminders.js';

/** One line of an event's schedule; times are ISO 8601 in UTC. */
export interface ListedReminder {
  template: ReminderTemplate;
  /** `queued`: its messages were written; how they fare is in `evm email status`. */
  status: 'upcoming' | 'due' | 'queued' | 'paused' | 'stopped' | 'missed';
  at: string;
  from: string;
  until: string;
  occasion: string;
  /** How many are written, or would be as things stand. */
  messages: number;
  campaign: string | null;
  reason: string | null;
}

/** What is sent around an event, in the order of time; nothing around a cancelled one. */
export async function listReminders(
  context: Pick<Context, 'database' | 'clock'>,
  event: Event,
): Promise<ListedReminder[]> {
  const { knex } = context.database;
  const plan = planReminders(event, context.clock.now(), {
    hasCheckins: await hasCheckins(knex, event.id),
  });
  const planned = [
    ...plan.missed.map((one) => ({ ...one, status: 'missed' as const })),
    ...plan.due.map((one) => ({ ...one, status: 'due' as const, reason: null })),
    ...plan.upcoming.map((one) => ({ ...one, status: 'upcoming' as const, reason: null })),
  ];
  const listed: ListedReminder[] = [];
  for (const one of planned) listed.push(await describe(context, event, one));
  return listed.sort((a, b) => a.at.localeCompare(b.at));
}

async function describe(
  { database: { knex } }: Pick<Context, 'database'>,
  { id: eventId }: Event,
  planned: PlannedReminder & Pick<ListedReminder, 'status' | 'reason'>,
): Promise<ListedReminder> {
  const { template, occasion, filter, at, from, until } = planned;
  const found = await findCampaignBy(knex, { eventId, template, occasion });
  const campaign = found && !isMissed(found) ? found : undefined;
  const audience = { eventId, template, occasion, filter, withRounds: false };
  const messages = campaign
    ? await countMessagesOfCampaign(knex, campaign.id)
    : (await countAudience(knex, audience)).recipients;
  return {
    template,
    status: campaign ? statusOf[campaign.state] : planned.status,
    at: at.toISOString(),
    from: from.toISOString(),
    until: until.toISOString(),
    occasion,
    messages,
    campaign: campaign?.id ?? null,
    reason: campaign ? campaign.reason : planned.reason,
  };
}

const statusOf = {
  active: 'queued',
  paused: 'paused',
  cancelled: 'stopped',
} as const satisfies Record<Campaign['state'], ListedReminder['status']>;
