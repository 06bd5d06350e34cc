import type { RedisClientOptions } from '@redis/client'
import { CONNECT_DEADLINE_MS, type RedisOptions, reconnectDelayMs, SILENCE_MAX_MS } from './redis-options.ts'

/** The servers behind one Redis, by name (`host:port`). They connect by themselves, again and again. */
export interface RedisServers {
  names(): readonly string[]
  /** Who has this key; `undefined` while that is not known. */
  nameFor(key: string): string | undefined
  /** To whoever has the key; rejects at once while there is no connection. */
  send(key: string, command: readonly string[]): Promise<unknown>
  sendTo(name: string, command: readonly string[]): Promise<unknown>
  /** Called whenever a connection has been made. */
  onReady(listener: () => void): void
  /** Why a connection was lost or not made, most recently. */
  lastFailure(): unknown
  close(): void
}

/** What every connection has in common. */
export function connectionOptions({
  username,
  password,
  database = 0,
  isEncrypted = false,
  connectDeadlineMs = CONNECT_DEADLINE_MS,
}: RedisOptions) {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: password.reveal() }),
    ...(database === 0 ? {} : { database }),
    name: 'latchkey',
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    socket: {
      ...(isEncrypted ? { tls: true as const } : {}),
      connectTimeout: connectDeadlineMs,
      socketTimeout: SILENCE_MAX_MS,
      reconnectStrategy: reconnectDelayMs,
    },
  } satisfies RedisClientOptions
}
