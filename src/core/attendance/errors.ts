import { defineError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';

export const attendanceErrors = {
  eventGone: defineError({
    code: 'EVENT_GONE',
    exitCode: exitCodes.notFound,
    when: 'The event of an access key was deleted.',
    message: () => 'the event does not exist any more',
    hint: () => 'make a key for another event with evm apikey create',
  }),
  scanNotFound: defineError<{ scanId: string }>({
    code: 'SCAN_NOT_FOUND',
    exitCode: exitCodes.notFound,
    when: 'No scan of this id was answered for this event.',
    message: ({ scanId }) => `there is no scan ${scanId}`,
    hint: () => 'evm attendance list shows the scans of an event',
  }),
  notAccepted: defineError<{ scanId: string; verdict: string }>({
    code: 'SCAN_NOT_ACCEPTED',
    exitCode: exitCodes.conflict,
    when: 'A scan that was refused cannot be taken back: it changed nothing.',
    message: ({ scanId, verdict }) => `scan ${scanId} was refused (${verdict})`,
  }),
  checkinStands: defineError<{ scanId: string }>({
    code: 'CHECKIN_STANDS',
    exitCode: exitCodes.conflict,
    when: 'Somebody took a scan back while another device scanned the same ticket: within five seconds the check-in wins (seed 004).',
    message: ({ scanId }) =>
      `scan ${scanId} stands: another device scanned the same ticket at this moment`,
    hint: () => 'if it is wrong all the same, take it back again in a few seconds',
  }),
  otherGate: defineError<{ scanId: string }>({
    code: 'SCAN_OTHER_GATE',
    exitCode: exitCodes.conflict,
    when: 'An access key that is bound to gates asked to take back a scan of another gate.',
    message: ({ scanId }) => `scan ${scanId} belongs to a gate that this key may not use`,
  }),
  notCheckedIn: defineError<{ event: string }>({
    code: 'NOT_CHECKED_IN',
    exitCode: exitCodes.notFound,
    when: 'There is no check-in of this participant that could be undone.',
    message: ({ event }) => `the participant is not checked in at ${event}`,
  }),
  fileColumns: defineError<{ file: string; missing: readonly string[] }>({
    code: 'ATTENDANCE_FILE_COLUMNS',
    exitCode: exitCodes.usage,
    when: 'A file of scans lacks a column; nothing was imported.',
    message: ({ file, missing }) => `${file} has no column for ${missing.join(', ')}`,
    hint: () =>
      'the first row names the columns: participant (number, e-mail or ticket code), gate, timestamp; method, direction and scan_id may be there',
  }),
  alertNotFound: defineError<{ alert: string; event: string; found: number }>({
    code: 'ALERT_NOT_FOUND',
    exitCode: exitCodes.notFound,
    when: 'No alert of the event has an id that begins like this, or several have.',
    message: ({ alert, event, found }) =>
      found > 1 ? `${alert} begins several alerts of ${event}` : `${event} has no alert ${alert}`,
    hint: ({ event }) => `evm alert list --event ${event}`,
  }),
  serviceAway: defineError<{ url: string; reason: string }>({
    code: 'SERVICE_UNREACHABLE',
    exitCode: exitCodes.unavailable,
    when: 'The attendance service that was named cannot be reached, or does not answer as one does.',
    message: ({ url, reason }) => `the service at ${url} does not answer: ${reason}`,
    hint: ({ url }) => `see whether it runs: curl ${url}/readyz`,
  }),
  serviceRefused: defineError<{ url: string; reason: string }>({
    code: 'SERVICE_REFUSED',
    exitCode: exitCodes.usage,
    when: 'The attendance service does not let the key in, or the key is of another event.',
    message: ({ url, reason }) => `the service at ${url} refuses the key: ${reason}`,
    hint: () => 'make one with: evm apikey create --event <event> --scope attendance:read',
  }),
  overtaken: defineError({
    code: 'SCAN_OVERTAKEN',
    exitCode: exitCodes.conflict,
    when: 'Others kept answering the same scan ids, or changing the same participants, at the same time; nothing was recorded.',
    message: () => 'others were faster each time; nothing was recorded',
    hint: () => 'send the same request again',
  }),
  recordsNotFound: defineError({
    code: 'RECORDS_NOT_FOUND',
    exitCode: exitCodes.conflict,
    when: 'Records that a fact of attendance names were not found, as while they move into a partition; what follows it is tried again.',
    message: ({ named, found }: { named: number; found: number }) =>
      `of ${named} records that facts name, ${found} were found`,
    hint: () => 'it is tried again by itself; `evm stats rebuild` counts from the records',
  }),
};
