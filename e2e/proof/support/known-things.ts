/** What exists on the server, for requests that shall get somewhere. */
export interface Known {
  /** By name of a path parameter: ids that exist. */
  readonly ids: Readonly<Record<string, readonly string[]>>
  /** By name of a member: texts that mean something to the control plane and the console. */
  readonly texts: Readonly<Record<string, readonly unknown[]>>
  readonly keyIds: readonly string[]
  readonly credentials: readonly string[]
  readonly pageTokens: readonly string[]
}

export const hostile: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 31,
  9e15,
  '',
  ' ',
  '\u0000',
  '\u202e',
  "' OR 1=1 --",
  '../..',
  '%00',
  'x'.repeat(300),
  'x'.repeat(17_000),
  [],
  [[]],
  {},
  { a: { b: [] } },
  '9'.repeat(40),
  '1e400',
  'KEY_STATUS_NONE',
  '\u{1f511}'.repeat(70),
]

/** Texts that mean something under these names. */
export const pools = ({ keyIds, credentials, pageTokens, texts }: Known): Readonly<Record<string, readonly unknown[]>> => ({
  credential: [...credentials, 'nobody', 'eyJ.a.b', 'mc_v1_AAAA', 'ory_ak_v1_1_1', 'ory_pat_x'],
  key_hash: ['a'.repeat(64), 'A'.repeat(128), 'AAAA'],
  ttl: ['1h', '30d', '1y6mo', '0s', '-1h', '1.5h', '99999y', 'soon', '3600s', ''],
  grace_period: ['1h', '30d', '31d', '0s'],
  window: ['60s', '1h', '0.5s', '1s', '-1s', '1d'],
  quota: [1, '100', 0, '9007199254740993', -5],
  allowed_cidrs: ['10.0.0.0/8', '::/0', '10.0.0.1', '256.0.0.0/8', 'x'],
  filter: [
    '',
    'status = ACTIVE',
    'actor_id = "a"',
    'name:"a*"',
    'create_time > "2026-01-01T00:00:00Z"',
    'nonsense',
    'name = "',
    'status = ACTIVE AND AND',
    '(',
  ],
  page_token: ['', 'x', ...pageTokens],
  page_size: ['1', '1000', '0', '-1', '99999999999', 'x'],
  update_mask: ['name', 'scopes,metadata', 'rate_limit_policy', 'ipRestriction', 'status', 'key_id', '', '*', 'name,name'],
  request_id: ['once', 'twice', 'x'.repeat(37)],
  name: ['a', 'b', 'ci-1'],
  actor_id: ['a', 'user_1'],
  scopes: ['read', 'write:orders', '*', ''],
  key_id: keyIds,
  expires_at: ['2030-01-01T00:00:00Z', '2001-01-01T00:00:00Z', 'soon'],
  home_region: ['global', 'eu-central'],
  op: ['add', 'replace', 'test', 'remove', 'move'],
  path: ['/name', '/services/talos/config/cache/enabled', '/services', '', '/state', 'name', '/~'],
  from: ['/name', '/nowhere'],
  value: ['x', true, null, {}],
  ...texts,
})
