import { z } from 'zod';
import { repeatable } from '../define-command.js';

/** What a key or token is called in lists. */
export const accessName = z.string().trim().min(1).max(100);

/** Shared by the commands that make keys and tokens. */
export const gateOption = repeatable(
  '--gate <gate>',
  'only at this gate; everywhere when left out',
);
