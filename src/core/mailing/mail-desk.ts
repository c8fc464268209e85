import { readParticipants } from '../participants/read-participant.js';
import type { Participant } from '../participants/schema.js';
import type { Context } from '../runtime/context.js';
import { type Company, type Gathered, gather } from '../runtime/gather.js';
import type { Claim } from '../runtime/ledger/ledger-contract.js';
import { createLarder, type Larder } from './ingredients.js';
import type { MailTransport } from './mail-transport.js';
import { type FoundMessage, findSendables } from './message-repository.js';
import { createSubmissionLine, type SubmissionLine } from './submission-line.js';
import { beginSubmissions, recordAccepted, type Submission } from './submission-repository.js';

/**
 * What the messages of one worker share on their way through one transport: statements that serve several
 * of them, what they are made of, and the line in front of the server.
 */
export interface MailDesk {
  readonly larder: Larder;
  readonly line: SubmissionLine;
  readonly find: Gathered<string, FoundMessage | undefined>;
  readonly readParticipant: Gathered<string, Participant | undefined>;
  /** See `beginSubmissions`. */
  readonly begin: Gathered<Submission, boolean>;
  /** See `recordAccepted`. */
  readonly recordAccepted: Gathered<Claim, boolean>;
}

const desks = new WeakMap<Context, WeakMap<MailTransport, MailDesk>>();

/** The desk of a worker's context and its transport; the same each time. */
export function openDesk(context: Context, transport: MailTransport): MailDesk {
  const ofContext = desks.get(context) ?? new WeakMap<MailTransport, MailDesk>();
  desks.set(context, ofContext);
  const desk = ofContext.get(transport) ?? createDesk(context, transport.host);
  ofContext.set(transport, desk);
  return desk;
}

function createDesk(context: Context, host: string): MailDesk {
  const { knex } = context.database;
  const { connections } = context.config.mail;
  // Whoever waits here is ahead of the server, or done with it: it holds up nobody.
  const beginners: Company = { enough: Math.max(4, connections), pauseMs: 8 };
  const leavers: Company = { enough: Math.max(8, connections), pauseMs: 10 };
  return {
    larder: createLarder(context),
    line: createSubmissionLine(connections),
    find: gather(async (ids) => {
      const found = await findSendables(knex, ids);
      return ids.map((id) => found.get(id));
    }),
    readParticipant: gather(async (ids) => await readParticipants(context, ids)),
    begin: gather(async (submissions) => {
      const begun = await beginSubmissions(knex, host, submissions);
      return submissions.map(({ claim }) => begun.has(claim.id));
    }, beginners),
    recordAccepted: gather(async (claims) => {
      const ours = await recordAccepted(knex, claims);
      return claims.map(({ id }) => ours.has(id));
    }, leavers),
  };
}
