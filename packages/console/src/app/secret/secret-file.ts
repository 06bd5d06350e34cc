import type { OneTimeSecret } from './one-time-secret.ts'

export type SecretFormat = 'env' | 'json'

const variables: Readonly<Record<OneTimeSecret['kind'], string>> = {
  api_key: 'LATCHKEY_API_KEY',
  project_api_key: 'LATCHKEY_PROJECT_API_KEY',
  workspace_api_key: 'LATCHKEY_WORKSPACE_API_KEY',
  webhook_secret: 'LATCHKEY_WEBHOOK_SECRET',
}

type Named = Pick<OneTimeSecret, 'kind' | 'name' | 'value'>

/** For `source` and containers, or for programs. */
export const secretFileText = ({ kind, value }: Named, format: SecretFormat): string =>
  format === 'env' ? `${variables[kind]}=${value}\n` : `${JSON.stringify({ [variables[kind]]: value }, undefined, 2)}\n`

/** Tells which key it is, never the secret. */
export const secretFileName = ({ kind, name }: Pick<Named, 'kind' | 'name'>, format: SecretFormat): string =>
  `${name.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-').replaceAll(/^-+|-+$/g, '') || (kind === 'webhook_secret' ? 'secret' : 'key')}.${format}`

/** Saves it through the browser; nothing is sent. */
export function saveSecret(secret: Named, format: SecretFormat): void {
  const address = URL.createObjectURL(new Blob([secretFileText(secret, format)], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = address
  link.download = secretFileName(secret, format)
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 1000)
}
