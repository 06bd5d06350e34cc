export interface RedisAddress {
  readonly host: string
  readonly port: number
}

const DEFAULT_PORT = 6379
const ADDRESS = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:@/[\]]+))(?::(\d{1,5}))?$/

/** `host:port`, an IPv6 address in brackets, the port left out for the usual one. `undefined` for anything else. */
export function parseRedisAddress(text: string): RedisAddress | undefined {
  const [, bracketed, plain, digits] = ADDRESS.exec(text) ?? []
  const host = bracketed ?? plain
  const port = digits === undefined ? DEFAULT_PORT : Number(digits)
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port }
}
