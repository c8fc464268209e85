import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Ends connections on which nothing was ever said, when the service closes. Browsers open some in advance,
 * and Node.js takes them for busy: without this, they hold up the end until the grace time is over.
 */
export function endSilentConnections(app: FastifyInstance): void {
  const open = new Set<Socket>();
  let isClosing = false;
  // Under TLS a connection comes twice: before anything, and when the handshake is done. Whoever comes while
  // the service closes, out of the kernel's queue or a handshake begun before, has not asked for anything yet.
  for (const arrival of ['connection', 'secureConnection']) {
    app.server.on(arrival, (socket: Socket) => {
      if (isClosing) return void socket.destroy();
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    });
  }
  app.addHook('preClose', (done) => {
    isClosing = true;
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    done();
  });
}
