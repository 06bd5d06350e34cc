/** What one look at an installation found. Holds no secret. */
export interface Finding {
  readonly check: 'configuration' | 'data folder' | 'database file' | 'master key' | 'schema' | 'project secrets' | 'live keys'
  readonly state: 'ok' | 'warning' | 'problem'
  readonly message: string
}
