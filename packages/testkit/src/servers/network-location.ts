/** Where a server of a test's own listens, as the stores on the network take it. */
export interface NetworkLocation {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: undefined
  readonly database: string
  readonly tls: {
    readonly mode: 'disable'
    readonly caFile: undefined
    readonly certificateFile: undefined
    readonly keyFile: undefined
  }
  readonly maxConnections: number
  readonly maxIdleConnections: number
  readonly maxLifetimeMs: number
  readonly maxIdleMs: number
  readonly preparesStatements: boolean
}

export const locationOn = ({ port }: { readonly port: number }, database = 'latchkey'): NetworkLocation => ({
  host: '127.0.0.1',
  port,
  user: 'latchkey',
  password: undefined,
  database,
  tls: { mode: 'disable', caFile: undefined, certificateFile: undefined, keyFile: undefined },
  maxConnections: 8,
  maxIdleConnections: 2,
  maxLifetimeMs: 0,
  maxIdleMs: 0,
  preparesStatements: true,
})
