import { z } from 'zod';

/** What a key or token may do: report and annul scans; read numbers and the live channel. */
export const Scope = z.enum(['attendance:write', 'attendance:read']);
export type Scope = z.infer<typeof Scope>;

/** Whom a token is for: a device at a gate, or somebody who looks on. */
export const TokenRole = z.enum(['gate', 'viewer']);
export type TokenRole = z.infer<typeof TokenRole>;

/** A gate's device shows how full it is, so it reads as well. */
export const scopesOfRole: Readonly<Record<TokenRole, readonly Scope[]>> = {
  gate: ['attendance:write', 'attendance:read'],
  viewer: ['attendance:read'],
};

/** A key or token as it is stored: what it may do, and nothing with which it could be used. */
export interface AccessKey {
  id: string;
  kind: 'api_key' | 'token';
  eventId: string;
  name: string;
  scopes: readonly Scope[];
  /** Only these gates; all when empty. */
  gateIds: readonly string[];
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | undefined;
  lastUsedAt: Date | undefined;
  revokedAt: Date | undefined;
}

/** Who calls. */
export interface Caller {
  keyId: string;
  eventId: string;
  scopes: readonly Scope[];
  /** Only these gates; all when empty. */
  gateIds: readonly string[];
}
