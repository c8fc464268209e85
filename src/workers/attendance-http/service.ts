import type { Authenticator } from '../../core/access/authenticate.js';
import type { ScanGatherer } from '../../core/attendance/gather-scans.js';
import type { StatisticsDesk } from '../../core/attendance/statistics/open-statistics.js';
import type { SnsDesk } from '../../core/mailing/webhooks/sns-desk.js';
import type { Context } from '../../core/runtime/context.js';
import type { Admission } from './admission.js';
import type { EventKeys } from './event-keys.js';
import type { FollowUpBell } from './follow-up-bell.js';
import type { InTime } from './in-time.js';
import type { ServiceMetrics } from './metrics.js';
import type { RealtimeHub } from './realtime/realtime-hub.js';

/** What the routes work with; opened and closed by `run-service`. */
export interface Service {
  readonly context: Context;
  readonly authenticator: Authenticator;
  readonly gatherer: ScanGatherer;
  readonly admission: Admission;
  /** For whatever asks the database. */
  readonly inTime: InTime;
  readonly eventKeys: EventKeys;
  readonly followUp: FollowUpBell;
  readonly statistics: StatisticsDesk;
  readonly metrics: ServiceMetrics;
  readonly realtime: RealtimeHub;
  /** Only where topics of Amazon SNS are configured. */
  readonly snsDesk: SnsDesk | undefined;
  /** False from the moment on in which it is told to stop. */
  isReady: boolean;
}
