import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ClaimHeadlesslyDependencies, makeClaimHeadlessly } from '@latchkey/core/account/claim-server'
import {
  makeRenewSetupToken,
  makeShareSetupToken,
  opensSetup,
  type RenewSetupTokenDependencies,
  type ShareSetupTokenDependencies,
} from '@latchkey/core/account/setup-token'
import { Secret } from '@latchkey/core/credential/secret'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AccountStore } from '@latchkey/core/ports/account-store'
import type { Config } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import { readSecretFile } from '../config/console-settings.ts'

export const SETUP_LINK_FILE = 'setup-link'
const SETUP_PAGE = '/console/setup'
const HTTP_PORT = 80

export interface SetupLinkDependencies extends RenewSetupTokenDependencies {
  readonly config: Pick<Config, 'dataDir' | 'console'>
  /** Where the API listens; 0 when that is not known. */
  readonly port: number
}

/**
 * A fresh setup link, after which no earlier one works; also in `<data folder>/setup-link`, for the owner of the folder only.
 * `undefined`: there is an account already, and no file any more.
 */
export async function renewSetupLink(deps: SetupLinkDependencies): Promise<Secret | undefined> {
  return placeSetupLink(await makeRenewSetupToken(deps)(), deps)
}

function placeSetupLink(token: Secret | undefined, deps: SetupLinkDependencies): Secret | undefined {
  const file = join(deps.config.dataDir, SETUP_LINK_FILE)
  if (token === undefined) {
    dropSetupLink(deps.config)
    return undefined
  }
  const link = consoleLink(SETUP_PAGE, token, deps)
  // Nothing else made it where the database and the master key are elsewhere.
  mkdirSync(deps.config.dataDir, { recursive: true, mode: 0o700 })
  const draft = `${file}.${deps.random.uuid()}`
  writeFileSync(draft, `${link.reveal()}\n`, { mode: 0o600, flag: 'wx' })
  chmodSync(draft, 0o600)
  renameSync(draft, file)
  return link
}

/** Once there is an account. */
export const dropSetupLink = ({ dataDir }: Pick<Config, 'dataDir'>): void =>
  rmSync(join(dataDir, SETUP_LINK_FILE), { force: true })

/** The address of a page with a one-time token: in the fragment, which browsers keep to themselves. */
export const consoleLink = (
  page: `/console/${string}`,
  token: Secret,
  place: Pick<SetupLinkDependencies, 'config' | 'port'>,
): Secret => new Secret(`${consoleOrigin(place)}${page}#token=${token.reveal()}`)

/** Where browsers reach the console: the configured address, or this machine. */
export function consoleOrigin({ config, port }: Pick<SetupLinkDependencies, 'config' | 'port'>): string {
  if (config.console.publicUrl !== undefined) return config.console.publicUrl
  return port === 0 || port === HTTP_PORT ? 'http://localhost' : `http://localhost:${port}`
}

export interface PrepareConsoleDependencies
  extends SetupLinkDependencies,
    ClaimHeadlesslyDependencies,
    ShareSetupTokenDependencies {
  readonly accounts: SetupLinkDependencies['accounts'] &
    ClaimHeadlesslyDependencies['accounts'] &
    Pick<AccountStore, 'findSetupToken'>
}

/**
 * At every start: makes the first account where the configuration says so, and otherwise the setup link for it, to be shown
 * to the operator. `undefined`: there is nothing to do. Throws ConfigError when the configured account cannot be made.
 */
export async function prepareConsole(deps: PrepareConsoleDependencies): Promise<Secret | undefined> {
  const { enabled, firstAccount } = deps.config.console
  if (!enabled) return undefined
  if (firstAccount !== undefined && !(await deps.accounts.hasAccounts())) await claim(firstAccount, deps)
  return (await standingSetupLink(deps)) ?? placeSetupLink(await makeShareSetupToken(deps)(), deps)
}

/** The link in the data folder while it still works, so that a restart does not take back what an operator has asked for. */
async function standingSetupLink({ accounts, config, clock }: PrepareConsoleDependencies): Promise<Secret | undefined> {
  const file = join(config.dataDir, SETUP_LINK_FILE)
  if (!existsSync(file) || (await accounts.hasAccounts())) return undefined
  const link = readFileSync(file, 'utf8').trim()
  const token = link.split('#token=')[1]
  const isStanding = token !== undefined && opensSetup(await accounts.findSetupToken(), token, clock.now())
  return isStanding ? new Secret(link) : undefined
}

async function claim(
  { email, passwordFile }: NonNullable<Config['console']['firstAccount']>,
  deps: PrepareConsoleDependencies,
): Promise<void> {
  const path = 'console.admin_password_file'
  const password = readSecretFile(passwordFile, path)
  try {
    await makeClaimHeadlessly(deps)({ email, password })
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'bad_request') throw error
    const isEmail = error.metadata['field'] === 'email'
    const rule = error.message.replace(/^\w+: /u, '')
    throw new ConfigError([
      isEmail ? { path: 'console.admin_email', rule } : { path, rule: `names a file whose password ${rule}` },
    ])
  }
}
