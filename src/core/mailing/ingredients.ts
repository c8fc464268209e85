import { LRUCache } from 'lru-cache';
import { findEvent } from '../events/find-event.js';
import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import type { EventSigningKey } from '../tickets/event-key.js';
import { openSigningKey } from '../tickets/open-signing-key.js';
import { type FoundTemplate, findTemplate } from './find-template.js';
import { localeOf } from './locale-of.js';
import { type TemplateName, templates } from './schema.js';

/** What all messages of an event and a template are made of. */
export interface Ingredients {
  event: Event;
  source: FoundTemplate;
  /** Signs tickets; only where the template brings one. */
  signingKey: EventSigningKey | undefined;
}

/** Reads them from the database. Errors: those of `findEvent` and `openSigningKey`. */
export async function readIngredients(
  context: Context,
  { event, template }: { event: Event; template: TemplateName },
): Promise<Ingredients> {
  const wanted = { eventId: event.id, template, locale: localeOf(event) };
  const source = await findTemplate(context, wanted);
  const hasTicket = templates[template] === 'ticket';
  const signingKey = hasTicket ? await openSigningKey(context, event.id) : undefined;
  return { event, source, signingKey };
}

/** Ingredients that are read once for many messages. */
export interface Larder {
  /** `version` names the rows that they are made of: with another one they are read anew. */
  find(wanted: { eventId: string; template: TemplateName; version: string }): Promise<Ingredients>;
}

/** A worker sends for a few events at a time. */
const mostKept = 50;

export function createLarder(context: Context): Larder {
  const kept = new LRUCache<string, { version: string; ingredients: Promise<Ingredients> }>({
    max: mostKept,
  });

  async function read(eventId: string, template: TemplateName): Promise<Ingredients> {
    const event = await findEvent(context, eventId);
    return await readIngredients(context, { event, template });
  }

  return {
    async find({ eventId, template, version }) {
      const key = `${eventId}/${template}`;
      const known = kept.get(key);
      if (known?.version === version) return await known.ingredients;
      const entry = { version, ingredients: read(eventId, template) };
      kept.set(key, entry);
      try {
        return await entry.ingredients;
      } catch (error) {
        if (kept.get(key) === entry) kept.delete(key);
        throw error;
      }
    },
  };
}
