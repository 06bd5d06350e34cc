import { DAY, HOUR, MINUTE } from './still-clock.ts'

/** Who keeps the keys of the company in the pictures. */
export const people = {
  owner: 'ada@acme.example',
  developer: 'grace@acme.example',
  viewer: 'lin@acme.example',
  invited: 'sam@acme.example',
} as const

export interface StoryKey {
  readonly name: string
  readonly actor_id: string
  /** When it was issued, in milliseconds before the end of the story. */
  readonly ago: number
  readonly scopes?: readonly string[]
  readonly ttl?: string
  readonly limit?: readonly [quota: string, window: string]
  readonly cidrs?: readonly string[]
  readonly metadata?: Readonly<Record<string, unknown>>
  /** Good verifications in its busiest hour, and where they come from. */
  readonly traffic?: readonly [perHour: number, from: string]
}

/** The keys of the story, oldest first. */
export const keys: readonly StoryKey[] = [
  {
    name: 'warehouse-sync',
    actor_id: 'northwind',
    ago: 41 * DAY,
    scopes: ['stock:read', 'stock:write'],
    ttl: '90d',
    traffic: [14, '198.51.100.23'],
  },
  { name: 'legacy-exporter', actor_id: 'northwind', ago: 40 * DAY, scopes: ['orders:read'], ttl: '30d' },
  {
    name: 'checkout-service',
    actor_id: 'acme',
    ago: 33 * DAY,
    scopes: ['orders:read', 'orders:write', 'payments:create'],
    ttl: '365d',
    limit: ['6000', '60s'],
    cidrs: ['203.0.113.0/24', '10.0.0.0/8'],
    metadata: { environment: 'production', team: 'payments', ticket: 'OPS-1841' },
    traffic: [46, '203.0.113.40'],
  },
  {
    name: 'mobile-app',
    actor_id: 'acme',
    ago: 30 * DAY,
    scopes: ['catalog:read', 'orders:read'],
    ttl: '180d',
    traffic: [31, '203.0.113.87'],
  },
  {
    name: 'partner-portal',
    actor_id: 'globex',
    ago: 26 * DAY,
    scopes: ['catalog:read'],
    ttl: '31d',
    limit: ['10', '3600s'],
    traffic: [12, '192.0.2.77'],
  },
  {
    name: 'reporting',
    actor_id: 'initech',
    ago: 19 * DAY,
    scopes: ['orders:read', 'reports:read'],
    ttl: '90d',
    traffic: [5, '192.0.2.140'],
  },
  { name: 'old-integration', actor_id: 'globex', ago: 18 * DAY, scopes: ['catalog:read'], ttl: '14d' },
  { name: 'staging-tests', actor_id: 'acme', ago: 12 * DAY, scopes: ['orders:read'], ttl: '30d' },
  {
    name: 'data-lake',
    actor_id: 'initech',
    ago: 9 * DAY,
    scopes: ['orders:read', 'stock:read', 'reports:read'],
    ttl: '90d',
    traffic: [9, '192.0.2.9'],
  },
  {
    name: 'ci-deploy',
    actor_id: 'acme',
    ago: 6 * DAY,
    scopes: ['deployments:create', 'deployments:read'],
    ttl: '90d',
    limit: ['600', '60s'],
    cidrs: ['203.0.113.0/24'],
    metadata: { repository: 'acme/shop', owner: 'platform' },
    traffic: [18, '203.0.113.7'],
  },
  { name: 'support-desk', actor_id: 'globex', ago: 3 * DAY, scopes: ['orders:read'], ttl: '365d', traffic: [3, '192.0.2.78'] },
  { name: 'price-bot', actor_id: 'hooli', ago: 26 * HOUR, scopes: ['catalog:read'], ttl: '7d', traffic: [7, '198.51.100.200'] },
  { name: 'invoice-mailer', actor_id: 'acme', ago: 50 * MINUTE, scopes: ['invoices:read'], ttl: '90d' },
]

/** Keys that the company had before, whose texts were somebody else's. */
export const formerKeys: readonly { readonly name: string; readonly actor_id: string; readonly raw_key: string }[] = [
  { name: 'pos-terminal-berlin', actor_id: 'acme', raw_key: 'pos_live_9f2c41d07be84a6f93c5' },
  { name: 'pos-terminal-oslo', actor_id: 'acme', raw_key: 'pos_live_1be84a6f93c59f2c41d0' },
  { name: 'loyalty-program', actor_id: 'globex', raw_key: 'loy_93c59f2c41d07be84a6f0817' },
]

/** What arrives with no good key: somebody tries. */
export const STRAY_CREDENTIAL = 'sk_live_51HxQ0aVb8nT2pLq'
export const STRAY_ADDRESS = '198.51.100.66'

/** How busy an hour of the day (UTC) is, of 1. */
export const busyness = (hour: number): number => 0.25 + 0.75 * Math.max(0, Math.sin(((hour - 5) / 17) * Math.PI))
