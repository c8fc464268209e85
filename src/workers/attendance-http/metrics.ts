import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What /metrics tells: counts and times by route, status and verdict. Nothing of anybody. */
export interface ServiceMetrics {
  answered(route: string, method: string, status: number, seconds: number): void;
  scanned(verdict: string): void;
  liveClients(count: number): void;
  /** The text of a scrape, and its content type. */
  scrape(): Promise<{ text: string; contentType: string }>;
  close(): void;
}

/** Metrics of one service, in a registry of its own. */
export function createServiceMetrics(): ServiceMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'evm_http_requests_total',
    help: 'Requests that were answered',
    labelNames: ['route', 'method', 'status'] as const,
    registers,
  });
  const durations = new Histogram({
    name: 'evm_http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer',
    labelNames: ['route'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const scans = new Counter({
    name: 'evm_scans_total',
    help: 'Scans that were answered, by verdict; a scan that was sent again counts again',
    labelNames: ['verdict'] as const,
    registers,
  });
  const live = new Gauge({
    name: 'evm_live_clients',
    help: 'Open connections of the live channel',
    registers,
  });

  return {
    answered(route, method, status, seconds) {
      requests.inc({ route, method, status });
      durations.observe({ route }, seconds);
    },
    scanned: (verdict) => scans.inc({ verdict }),
    liveClients: (count) => live.set(count),
    scrape: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
    close: () => registry.clear(),
  };
}
