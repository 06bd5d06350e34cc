/** Where OTLP over HTTP takes traces when only a server is named (OTLP 1.9, §OTLP/HTTP Request). */
const TRACES_PATH = '/v1/traces'

/** The address of a collector, written as a URL or as `host:port`; nothing when it names no such place. */
export function collectorUrl(text: string): string | undefined {
  const address = text.includes('://') ? text : `http://${text}`
  if (!/^https?:\/\/[\x21-\x7e]{1,512}$/.test(address) || !URL.canParse(address)) return undefined
  const url = new URL(address)
  if (url.username !== '' || url.password !== '') return undefined
  if (url.pathname === '/') url.pathname = TRACES_PATH
  return url.href
}
