import { z } from 'zod';

/** Where a calendar is written to. */
export const calendarPath = z.string().regex(/\.ics$/i, 'the name ends in .ics');
