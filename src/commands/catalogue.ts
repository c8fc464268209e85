import { attendanceCommands } from './attendance-commands.js';
import { badgeCommands } from './badge-commands.js';
import type { Command } from './define-command.js';
import { drawCommands } from './draw-commands.js';
import { mailCommands } from './mail-commands.js';
import { printerCommands } from './printer-commands.js';

/** The groups of `evm help --all`, in the order in which an event needs them. */
export const commandGroups = {
  event: 'Events and gates',
  people: 'Participants and tickets',
  mail: 'E-mail',
  doors: 'At the doors',
  stage: 'Draws',
  badges: 'Badges and printers',
  machine: 'Jobs and machinery',
} as const;

export interface CatalogueEntry {
  /** The words after `evm`, three at most; the module is `src/commands/<noun>/<verb>.ts`. */
  readonly name: string;
  /** Said again by the command itself: a list of commands must not load them. A test compares. */
  readonly summary: string;
  readonly group: keyof typeof commandGroups;
  readonly load: () => Promise<{ command: unknown }>;
}

/** THE table of commands. Nothing here is loaded before it is asked for. */
export const catalogue: readonly CatalogueEntry[] = [
  {
    name: 'import',
    summary: 'Import a file of participants and issue their tickets',
    group: 'people',
    load: () => import('./import/import.js'),
  },
  {
    name: 'event create',
    summary: 'Create an event',
    group: 'event',
    load: () => import('./event/create.js'),
  },
  {
    name: 'event list',
    summary: 'List the events',
    group: 'event',
    load: () => import('./event/list.js'),
  },
  {
    name: 'event show',
    summary: 'Show an event with its counts',
    group: 'event',
    load: () => import('./event/show.js'),
  },
  {
    name: 'event update',
    summary: 'Change the details of an event',
    group: 'event',
    load: () => import('./event/update.js'),
  },
  {
    name: 'event status',
    summary: 'Move an event on: published, in_progress, completed, cancelled',
    group: 'event',
    load: () => import('./event/status.js'),
  },
  {
    name: 'event delete',
    summary: 'Delete an event (it can be restored from the database)',
    group: 'event',
    load: () => import('./event/delete.js'),
  },
  {
    name: 'ical export',
    summary: 'Write an event as an .ics calendar file',
    group: 'event',
    load: () => import('./ical/export.js'),
  },
  {
    name: 'ical feed',
    summary: 'Write one calendar of all public events, to subscribe to',
    group: 'event',
    load: () => import('./ical/feed.js'),
  },
  {
    name: 'ical links',
    summary: 'Show the links that add an event to a calendar',
    group: 'event',
    load: () => import('./ical/links.js'),
  },
  {
    name: 'gate add',
    summary: 'Add a gate to an event',
    group: 'event',
    load: () => import('./gate/add.js'),
  },
  {
    name: 'gate list',
    summary: 'List the gates of an event',
    group: 'event',
    load: () => import('./gate/list.js'),
  },
  {
    name: 'gate update',
    summary: 'Change a gate',
    group: 'event',
    load: () => import('./gate/update.js'),
  },
  {
    name: 'participant list',
    summary: 'List and search the participants of an event',
    group: 'people',
    load: () => import('./participant/list.js'),
  },
  {
    name: 'participant show',
    summary: 'Show one participant',
    group: 'people',
    load: () => import('./participant/show.js'),
  },
  {
    name: 'participant add',
    summary: 'Register one participant',
    group: 'people',
    load: () => import('./participant/add.js'),
  },
  {
    name: 'participant update',
    summary: 'Change the details of a participant',
    group: 'people',
    load: () => import('./participant/update.js'),
  },
  {
    name: 'participant cancel',
    summary: 'Cancel a registration; the first on the waitlist moves up',
    group: 'people',
    load: () => import('./participant/cancel.js'),
  },
  {
    name: 'participant export',
    summary: 'Export the participants as CSV, XLSX or JSON',
    group: 'people',
    load: () => import('./participant/export.js'),
  },
  {
    name: 'ticket show',
    summary: "Show a participant's ticket and its QR code",
    group: 'people',
    load: () => import('./ticket/show.js'),
  },
  {
    name: 'ticket verify',
    summary: 'Check what a QR code says, offline',
    group: 'people',
    load: () => import('./ticket/verify.js'),
  },
  {
    name: 'ticket export',
    summary: 'Write the QR codes of an event into a folder',
    group: 'people',
    load: () => import('./ticket/export.js'),
  },
  {
    name: 'ticket key',
    summary: 'Print the public key that verifies the tickets of an event',
    group: 'people',
    load: () => import('./ticket/key.js'),
  },
  ...mailCommands,
  ...attendanceCommands,
  ...drawCommands,
  ...badgeCommands,
  ...printerCommands,
  {
    name: 'jobs list',
    summary: 'List the recent jobs and count them by state',
    group: 'machine',
    load: () => import('./jobs/list.js'),
  },
  {
    name: 'jobs show',
    summary: 'Show one job: progress, attempts, error',
    group: 'machine',
    load: () => import('./jobs/show.js'),
  },
  {
    name: 'jobs retry',
    summary: 'Try a failed or held job again',
    group: 'machine',
    load: () => import('./jobs/retry.js'),
  },
  {
    name: 'jobs cancel',
    summary: 'Cancel a job that is not done yet',
    group: 'machine',
    load: () => import('./jobs/cancel.js'),
  },
  {
    name: 'jobs watch',
    summary: 'Follow the jobs as they run',
    group: 'machine',
    load: () => import('./jobs/watch.js'),
  },
  {
    name: 'up',
    summary: 'Run everything in one process, until it is told to stop',
    group: 'machine',
    load: () => import('./up/up.js'),
  },
  {
    name: 'worker',
    summary: 'Run the workers that do the jobs',
    group: 'machine',
    load: () => import('./worker/worker.js'),
  },
  {
    name: 'db migrate',
    summary: 'Bring the database schema up to date',
    group: 'machine',
    load: () => import('./db/migrate.js'),
  },
  {
    name: 'db status',
    summary: 'Show the database, its version and its schema',
    group: 'machine',
    load: () => import('./db/status.js'),
  },
  {
    name: 'db maintain',
    summary: 'Make partitions ahead of time and refresh the views',
    group: 'machine',
    load: () => import('./db/maintain.js'),
  },
  {
    name: 'db unlock',
    summary: 'Free the lock that an interrupted migration left behind',
    group: 'machine',
    load: () => import('./db/unlock.js'),
  },
  {
    name: 'doctor',
    summary: 'Check this machine and its services, and say what to do',
    group: 'machine',
    load: () => import('./doctor/doctor.js'),
  },
  {
    name: 'config show',
    summary: 'Show the settings in force and where they come from',
    group: 'machine',
    load: () => import('./config/show.js'),
  },
  {
    name: 'completion',
    summary: 'Print the completion script for bash, zsh or fish',
    group: 'machine',
    load: () => import('./completion/completion.js'),
  },
];

/** The commands of a normal event, in the order in which one needs them: what `evm` alone shows. */
export const everydayCommands: readonly string[] = [
  'event create',
  'import',
  'participant list',
  'ticket export',
  'email send',
  'gate add',
  'up',
  'checkin',
  'dashboard',
  'doctor',
];

/** Loads one command. `unknown` above keeps the table free of the commands' own types. */
export async function loadCommand(entry: CatalogueEntry): Promise<Command> {
  const { command } = await entry.load();
  return command as Command;
}
