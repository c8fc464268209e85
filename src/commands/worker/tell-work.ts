import type { FinishedWork, WorkCounts } from '../../workers/main.js';
import type { CommandSession, RenderIo } from '../define-command.js';
import { shortId } from '../jobs/render-job.js';
import { formatCount } from '../output/format.js';

/** What a person hears of the workers while they run. */
export function tellWork(session: Pick<CommandSession, 'note'>) {
  return {
    onStarted: (names: readonly string[]) =>
      session.note(`the workers listen: ${names.join(', ')}`),
    onFinished({ kind, id, outcome }: FinishedWork) {
      // Of thousands only those that need a look are named; `evm email status` and `evm stats` count.
      if (outcome === 'done' && (kind === 'message' || kind === 'attendance')) return;
      session.note(`${kind} ${shortId(id)}: ${outcome}`);
    },
  };
}

/** What the workers did until they ended. */
export function renderWork({ worker }: { worker: WorkCounts }, io: RenderIo): string[] {
  const { done, failed, retry, released, lost } = worker;
  const others = Object.entries({ failed, 'to be retried': retry, 'given back': released, lost })
    .filter(([, count]) => count > 0)
    .map(([name, count]) => ` · ${name} ${count}`);
  return [`${io.good('✓')} ${formatCount(done, 'job')} done${others.join('')}`];
}
