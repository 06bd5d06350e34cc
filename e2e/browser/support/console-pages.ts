/** The pages of the console that need no key to show something, by their path below a project, or of the console. */
export const projectPages: readonly string[] = [
  'home',
  'api-keys/keys',
  'api-keys/keys/new',
  'api-keys/keys/import',
  'api-keys/playground',
  'api-keys/usage',
  ...['prefixes', 'lifespans', 'rate-limits', 'cache', 'derived-tokens', 'signing-keys', 'secrets', 'network'].map(
    (topic) => `api-keys/configuration/${topic}`,
  ),
  'audit',
  'webhooks',
  'settings/api-keys',
  'settings/general',
  'settings/members',
  'settings/plan',
]

export const consolePages: readonly string[] = ['account', 'system']
