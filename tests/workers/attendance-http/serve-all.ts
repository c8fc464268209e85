import { afterAll, beforeAll } from 'vitest';
import { type Engine, openTestContext, type TestContext } from '../../support/database.js';
import { type RunningService, startService } from './running-service.js';

/** A service and the context that it runs in. */
export interface Served {
  context: TestContext;
  service: RunningService;
}

type ContextOptions = NonNullable<Parameters<typeof openTestContext>[1]>;
type ServiceOptions = NonNullable<Parameters<typeof startService>[1]>;

/**
 * Starts a service on a database of its own before the tests of a block, and ends both after them. `started`
 * is given them, and prepares whatever else the tests have in common.
 */
export function serveAll(
  engine: Engine,
  started: (served: Served) => Promise<void> | void,
  { config, ...options }: ServiceOptions & Pick<ContextOptions, 'config'> = {},
): void {
  let context: TestContext | undefined;
  let service: RunningService | undefined;
  beforeAll(async () => {
    context = await openTestContext(engine, { config });
    service = await startService(context, options);
    await started({ context, service });
  });
  afterAll(async () => {
    await service?.stop();
    await context?.close();
  });
}
