import { spawn } from 'node:child_process';

/** Launchers return at once; one that is still there then has become the browser itself. */
const launchMs = 3_000;

/**
 * Opens a file in the system's browser; false where there is none, or nobody to see it. Does not wait for
 * the browser, and the browser outlives this process.
 */
export async function openInBrowser(
  path: string,
  { env, platform = process.platform }: { env: NodeJS.ProcessEnv; platform?: NodeJS.Platform },
): Promise<boolean> {
  const { command, args, ...options } = launcherOf(platform, path);
  return await new Promise<boolean>((resolve) => {
    const child = spawn(command, args, { ...options, env, detached: true, stdio: 'ignore' });
    const timer = setTimeout(() => resolve(true), launchMs);
    const settle = (isOpen: boolean) => {
      clearTimeout(timer);
      resolve(isOpen);
    };
    child.once('error', () => settle(false));
    child.once('exit', (code) => settle(code === 0));
    child.unref();
  });
}

interface Launcher {
  command: string;
  args: string[];
  windowsVerbatimArguments?: boolean;
}

function launcherOf(platform: NodeJS.Platform, path: string): Launcher {
  if (platform === 'darwin') return { command: 'open', args: [path] };
  if (platform !== 'win32') return { command: 'xdg-open', args: [path] };
  // `start` is a word of the shell, and takes what is quoted first for the title of a window.
  const args = ['/s', '/c', `"start "" "${path}""`];
  return { command: 'cmd', args, windowsVerbatimArguments: true };
}
