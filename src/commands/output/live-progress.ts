import type { ProgressReporter } from './progress.js';

/** A view that owns the last lines of the terminal while it is shown. */
export interface LiveView extends ProgressReporter {
  /** Takes the view away, calls `write`, and shows it again below. */
  writeAbove(write: () => void): void;
}

/**
 * Loads the ink view when the first stage begins: importing it costs a third of a second, which a
 * command that never reports must not pay. What is reported in the meantime is handed over; a
 * command that ends before the view is there never shows it. After `finish` a new stage opens the
 * view again: a question may stand between two stages.
 */
export function createLiveProgress(load: () => Promise<() => LiveView>): LiveView {
  let view: LiveView | undefined;
  let replay: Array<(view: LiveView) => void> = [];
  /** The opening that is under way; another object after `finish`. */
  let opening: object | undefined;

  function tell(message: (view: LiveView) => void): void {
    if (view) {
      message(view);
      return;
    }
    replay.push(message);
    if (opening) return;
    opening = {};
    void open(opening);
  }

  async function open(own: object): Promise<void> {
    // Progress is a courtesy: a view that cannot be loaded must not fail the work.
    const createView = await load().catch(() => undefined);
    if (opening !== own || createView === undefined) return;
    view = createView();
    for (const message of replay) message(view);
    replay = [];
  }

  return {
    stage(name) {
      replay = [];
      tell((target) => target.stage(name));
    },
    update(update) {
      // Only the latest update counts, so an update per row does not pile up here.
      replay.length = Math.min(replay.length, 1);
      tell((target) => target.update(update));
    },
    writeAbove(write) {
      if (view) view.writeAbove(write);
      else write();
    },
    async finish() {
      const shown = view;
      view = undefined;
      opening = undefined;
      replay = [];
      await shown?.finish();
    },
  };
}
