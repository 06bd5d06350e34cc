import { Secret } from '@latchkey/core/credential/secret'
import type { ConsoleConfig } from './config.ts'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import type { Lookup } from './lookup.ts'
import { readText } from './read-config-file.ts'

const REGISTRATION = ['closed', 'open'] as const

/** What the settings of the console come to once they have been checked. */
export function shapeConsole(lookup: Lookup): ConsoleConfig {
  const issuer = lookup.textOrNone('console.oidc.issuer')
  const email = lookup.textOrNone('console.admin_email')
  return {
    enabled: lookup.flag('console.enabled'),
    registration: REGISTRATION.find((value) => value === lookup.text('console.registration')) ?? 'closed',
    publicUrl: lookup.textOrNone('console.public_url'),
    firstAccount: email === undefined ? undefined : { email, passwordFile: lookup.text('console.admin_password_file') },
    oidc:
      issuer === undefined
        ? undefined
        : { issuer, clientId: lookup.text('console.oidc.client_id'), scopes: lookup.texts('console.oidc.scopes') },
  }
}

/** The client secret, out of the configuration or the file that it names. Throws ConfigError. */
export function readClientSecret(lookup: Lookup): Secret | undefined {
  const written = lookup.textOrNone('console.oidc.client_secret')
  if (written !== undefined) return new Secret(written)
  const file = lookup.textOrNone('console.oidc.client_secret_file')
  return file === undefined ? undefined : readSecretFile(file, 'console.oidc.client_secret_file')
}

/** One line of text; the line end that editors add does not count. Throws ConfigError naming `path`. */
export function readSecretFile(file: string, path: string): Secret {
  const text = readText(file, path).replace(/\r?\n$/u, '')
  if (text === '') throw new ConfigError([{ path, rule: 'names an empty file' }])
  return new Secret(text)
}

/** Settings that only make sense together. */
export function consoleProblems(lookup: Lookup): readonly ConfigProblem[] {
  const has = (name: string): boolean => lookup.textOrNone(`console.${name}`) !== undefined
  const needs = (name: string, other: string): ConfigProblem[] =>
    has(name) && !has(other) ? [{ path: `console.${name}`, rule: `needs console.${other}` }] : []
  return [
    ...needs('admin_email', 'admin_password_file'),
    ...needs('admin_password_file', 'admin_email'),
    ...needs('oidc.issuer', 'oidc.client_id'),
    ...needs('oidc.client_id', 'oidc.issuer'),
    ...needs('oidc.client_secret', 'oidc.issuer'),
    ...needs('oidc.client_secret_file', 'oidc.issuer'),
    ...(has('oidc.client_secret') && has('oidc.client_secret_file')
      ? [{ path: 'console.oidc.client_secret_file', rule: 'must not be set together with console.oidc.client_secret' }]
      : []),
    ...(lookup.texts('console.oidc.scopes').includes('openid')
      ? []
      : [{ path: 'console.oidc.scopes', rule: 'must contain openid' }]),
  ]
}
