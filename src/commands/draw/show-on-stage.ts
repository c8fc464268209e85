import type { ShownDraw } from '../../core/draws/show-draw.js';
import type { Context } from '../../core/runtime/context.js';
import type { CommandSession } from '../define-command.js';
import { showsLiveView } from '../output/choose-progress.js';
import { namePerson } from './render-draw.js';
import { stageFrames } from './stage-frames.js';

const rollingNames = 60;

/**
 * The show at a terminal, for a draw whose result is stored already: Ctrl-C ends the show and loses
 * nothing. Elsewhere nothing happens. Names that roll by are masked; where the event is anonymous the
 * winners too are numbers. `place` shows that winner alone: the one who moved up.
 */
export async function showOnStage(
  session: CommandSession,
  { context, shown, place }: { context: Context; shown: ShownDraw; place?: number },
): Promise<void> {
  const { json, quiet } = session.globals;
  // The show reads no keys, so it takes place as well while `evm up` carries the command out.
  const terminals = {
    env: session.env,
    stderr: session.stderr,
    stdin: { isTTY: session.stdin.isTTY === true },
  };
  if (json || quiet || !showsLiveView(terminals) || shown.document.winners.length === 0) return;
  const { sampleNames } = await import('../../core/draws/sample-names.js');
  const isAnonymous = shown.event.features.anonymousMode;
  const names = await sampleNames(context, shown.draw, { size: rollingNames, isAnonymous });
  const winners = shown.document.winners
    .filter((winner) => place === undefined || winner.place === place)
    .map((winner) => namePerson(winner, isAnonymous));
  // React picks its slow, talkative build unless told otherwise before it is loaded.
  process.env.NODE_ENV ??= 'production';
  const { playStage } = await import('./stage-view.js');
  await playStage(session, shown.draw.prize, stageFrames(names, winners));
}
