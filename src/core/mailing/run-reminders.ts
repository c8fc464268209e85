import { eventErrors } from '../events/errors.js';
import { findEvent } from '../events/find-event.js';
import { lockEvent } from '../events/lock-event.js';
import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { type Audience, selectRecipients } from './audience-repository.js';
import {
  type Campaign,
  cancelWaiting,
  findCampaignBy,
  insertCampaign,
  lockCampaign,
  writeState,
} from './campaign-repository.js';
import {
  countMoved,
  hasCheckins,
  listEventsInReach,
  listOpenReminders,
  reviveMoved,
} from './reminder-repository.js';
import { judgeReminder, type PlannedReminder, planReminders } from './reminder-rules.js';
import type { TemplateName } from './schema.js';
import { queueAudience } from './select-audience.js';

interface ReminderOfEvent {
  event: string;
  template: TemplateName;
  occasion: string;
}

/** What a run did; events by slug. Each list is empty when there was nothing to do. */
export interface ReminderRun {
  /** `messages` were queued, or taken up again because the event moved back. */
  reminders: (ReminderOfEvent & { messages: number })[];
  /** What was not sent in time and is not sent any more; said once. */
  missed: (ReminderOfEvent & { reason: string })[];
  /** What was queued, but would be wrong by now. */
  cancelled: (ReminderOfEvent & { messages: number; reason: string })[];
}

const startedBy = 'reminders';
/** A campaign without messages stands for a reminder that was missed, so that it is reported once. */
const missedMark = 'missed: ';

/**
 * Queues what is due around all events, as often as wanted: who has a reminder does not get it again,
 * and two runs at once are harmless. Reminders that an event has moved away from are cancelled first.
 */
export async function runReminders(context: Context): Promise<ReminderRun> {
  const run: ReminderRun = { reminders: [], missed: [], cancelled: [] };
  const now = context.clock.now();
  await cancelWrong(context, run, now);
  for (const id of await listEventsInReach(context.database.knex, now)) {
    try {
      await runEvent(context, run, { event: await findEvent(context, id), now });
    } catch (error) {
      // Deleted since it was listed.
      if (!eventErrors.notFound.matches(error)) throw error;
    }
  }
  return run;
}

async function cancelWrong({ database }: Context, run: ReminderRun, now: Date): Promise<void> {
  for (const { id, slug, event, template, occasion } of await listOpenReminders(database.knex)) {
    const reason = judgeReminder({ template, occasion }, event, now);
    if (reason === undefined) continue;
    const messages = await database.transaction(async (trx) => {
      await lockCampaign(trx, { id });
      return await cancelWaiting(trx, id, reason);
    });
    if (messages > 0) run.cancelled.push({ event: slug, template, occasion, messages, reason });
  }
}

async function runEvent(
  context: Context,
  run: ReminderRun,
  { event, now }: { event: Event; now: Date },
): Promise<void> {
  const { knex } = context.database;
  const plan = planReminders(event, now, { hasCheckins: await hasCheckins(knex, event.id) });
  for (const planned of plan.due) {
    const messages = await queueReminder(context, { event, planned, now });
    if (messages > 0) run.reminders.push({ ...nameOf(event, planned), messages });
  }
  for (const planned of plan.missed) {
    const { reason } = planned;
    if (await recordMissed(context, { event, planned, reason })) {
      run.missed.push({ ...nameOf(event, planned), reason });
    }
  }
}

/**
 * One transaction for the campaign and its messages, under the event's lock: it cannot be moved or
 * cancelled meanwhile. That keeps registrations waiting, so it is only taken when somebody lacks the mail.
 */
async function queueReminder(
  context: Context,
  { event, planned, now }: { event: Event; planned: PlannedReminder; now: Date },
): Promise<number> {
  const audience = audienceOf(event, planned);
  if (!(await isWorthLocking(context, audience))) return 0;
  return await context.database.transaction(async (trx) => {
    const locked = await lockEvent(trx, event.id);
    const { due } = planReminders(locked.event, now);
    const { template, occasion } = planned;
    if (!due.some((one) => one.template === template && one.occasion === occasion)) return 0;
    const campaign = await openCampaign(trx, context, audience);
    if (campaign?.state !== 'active') return 0;
    const revived = await reviveMoved(trx, campaign.id);
    const { added } = await queueAudience(trx, context, { audience, campaignId: campaign.id });
    return revived + added;
  });
}

async function isWorthLocking({ database }: Context, audience: Audience): Promise<boolean> {
  const { knex } = database;
  const campaign = await findCampaignBy(knex, audience);
  if (!campaign || isMissed(campaign)) return true;
  if (campaign.state !== 'active') return false;
  const lacking = await selectRecipients(knex, audience, { afterNumber: 0, limit: 1 });
  return lacking.length > 0 || (await countMoved(knex, campaign.id)) > 0;
}

/** The reminder's campaign, locked. One that was missed is taken up again: its event has moved. */
async function openCampaign(
  trx: Transaction,
  { ids }: Pick<Context, 'ids'>,
  audience: Audience,
): Promise<Campaign | undefined> {
  await insertCampaign(trx, { id: ids.next(), ...audience, startedBy });
  const { eventId, template, occasion } = audience;
  const campaign = await lockCampaign(trx, { eventId, template, occasion });
  if (!campaign || !isMissed(campaign)) return campaign;
  await writeState(trx, campaign.id, { state: 'active', reason: null });
  return { ...campaign, state: 'active', reason: null };
}

/** True when nothing had been queued and this was not known yet. */
async function recordMissed(
  { database, ids }: Context,
  { event, planned, reason }: { event: Event; planned: PlannedReminder; reason: string },
): Promise<boolean> {
  const audience = audienceOf(event, planned);
  if (await findCampaignBy(database.knex, audience)) return false;
  return await database.transaction(async (trx) => {
    const state = { state: 'cancelled', reason: missedMark + reason } as const;
    return await insertCampaign(trx, { id: ids.next(), ...audience, ...state, startedBy });
  });
}

/** Whether a campaign only says that its reminder was missed. */
export function isMissed({ state, reason }: Pick<Campaign, 'state' | 'reason'>): boolean {
  return state === 'cancelled' && reason !== null && reason.startsWith(missedMark);
}

function audienceOf(event: Event, { template, occasion, filter }: PlannedReminder): Audience {
  return { eventId: event.id, template, filter, occasion, withRounds: false };
}

function nameOf({ slug }: Event, { template, occasion }: PlannedReminder): ReminderOfEvent {
  return { event: slug, template, occasion };
}
