import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateParticipants, participantsCsv } from '../support/generate-participants.js';

export interface ListSize {
  /** All rows below the header. */
  rows: number;
  /** So many of them, evenly spread, have an address that is none. */
  rejected: number;
}

/** A list as people send it, as CSV text; the same for the same size and seed. */
export function participantList({ rows, rejected }: ListSize, seed = 7): string {
  const step = rejected === 0 ? Number.POSITIVE_INFINITY : Math.floor(rows / rejected);
  const people = [...generateParticipants({ seed, count: rows })].map((person, index) => ({
    ...person,
    // Not every number of the range is given out; these tests need rows that are good.
    phone: person.phoneE164.startsWith('+821059') ? '' : person.phone,
    email: index % step === 0 && index / step < rejected ? `no-address-${index}` : person.email,
  }));
  return [...participantsCsv(people)].join('');
}

/** Writes the list into `folder` and returns the path. */
export function writeParticipantList(folder: string, size: ListSize, seed = 7): string {
  const path = join(folder, `list-${seed}.csv`);
  writeFileSync(path, participantList(size, seed));
  return path;
}
