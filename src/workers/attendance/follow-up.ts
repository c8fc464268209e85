import { followUp } from '../../core/attendance/follow-up.js';
import { closeLiveBell } from '../../core/attendance/ring-live.js';
import type { Process } from '../catalogue.js';

/** Does what facts of attendance ask of one handler: statistics, alerts or live views. */
export const process: Process = async (context, claim) => await followUp(context, claim);

/** Closes the connection through which services are told of live events. */
export { closeLiveBell as close };
