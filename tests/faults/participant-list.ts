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
  const people = [...generateParticipants({ seed, count: rows })].map((person, index) =>
    index % step === 0 && index / step < rejected
      ? { ...person, email: `no-address-${index}` }
      : person,
  );
  return [...participantsCsv(people)].join('');
}

/** Writes the list into `folder` and returns the path. */
export function writeParticipantList(folder: string, size: ListSize, seed = 7): string {
  const path = join(folder, `list-${seed}.csv`);
  writeFileSync(path, participantList(size, seed));
  return path;
}
