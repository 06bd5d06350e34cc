/** An answer of the size of a typical verification. */
export const CONSTANT_ANSWER = JSON.stringify({
  is_valid: true,
  status: 'KEY_STATUS_ACTIVE',
  key_id: '00000000-0000-4000-8000-000000000000',
  actor_id: 'user_1',
  scopes: ['orders:read', 'orders:write'],
  metadata: {},
  expire_time: '2030-01-01T00:00:00.000Z',
  visibility: 'KEY_VISIBILITY_SECRET',
  issuer: 'http://localhost:4420/projects/default',
  rate_limit_policy: null,
})
