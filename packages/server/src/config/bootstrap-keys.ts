import { accessKeyPrefixes } from '@latchkey/core/credential/access-key-secret'
import { Secret } from '@latchkey/core/credential/secret'
import type { BootstrapKeys } from './config.ts'
import { ConfigError } from './config-error.ts'
import type { Environment } from './environment.ts'

/** The credentials that automation chose for the first start. Throws ConfigError on one that is not of the promised form. */
export const readBootstrapKeys = (environment: Environment): BootstrapKeys => ({
  projectKey: chosenKey(environment, 'LATCHKEY_BOOTSTRAP_PROJECT_KEY', accessKeyPrefixes.project),
  workspaceKey: chosenKey(environment, 'LATCHKEY_BOOTSTRAP_WORKSPACE_KEY', accessKeyPrefixes.workspace),
})

function chosenKey(environment: Environment, variable: string, prefix: string): Secret | undefined {
  const text = environment[variable]
  if (text === undefined) return undefined
  const isGood = text.startsWith(prefix) && /^[A-Za-z0-9]{32,256}$/.test(text.slice(prefix.length))
  if (!isGood) throw new ConfigError([{ path: variable, rule: `must be ${prefix} followed by 32 to 256 letters or digits` }])
  return new Secret(text)
}
