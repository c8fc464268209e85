import { feedPrinter, usualTools } from '../../core/printing/feed-printer.js';
import type { Process } from '../catalogue.js';

/** Prints what waits for one printer. */
export const process: Process = async (context, claim, options) =>
  await feedPrinter(context, usualTools, claim, options);
