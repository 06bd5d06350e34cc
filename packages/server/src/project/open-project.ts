import { createHmac, createSecretKey } from 'node:crypto'
import type { Secret } from '@latchkey/core/credential/secret'
import { signingKeyFromJwk } from '@latchkey/core/derive/jwks'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { JsonObject } from '@latchkey/core/key/json'
import type { SealedSecret, SecretPurpose, StoredProject } from '@latchkey/core/ports/project-store'
import type { HmacSecret, Plan, Project, ProjectSettings, Retired, Rotating, SigningKey } from '@latchkey/core/project/project'
import { type MasterKeys, openDataKey, openProjectSecret } from '@latchkey/core/project/project-secrets'
import { readProjectSettings, settingsUnderPlan } from '@latchkey/core/project/project-settings'
import { mergeDocuments } from '@latchkey/core/project/settings-document'
import { noOverlaySecrets, type ProjectOverlay, type ProjectOverlaySecrets } from '../config/config.ts'

/** What the configuration fixes for a project, secrets included. */
export interface FullOverlay {
  readonly overlay: ProjectOverlay
  readonly secrets: ProjectOverlaySecrets
}

export const noOverlay: FullOverlay = { overlay: { settings: {} }, secrets: noOverlaySecrets }

export interface OpenProjectContext {
  readonly masterKeys: MasterKeys
  readonly overlay: FullOverlay
  readonly planNamed: (name: string) => Plan
  readonly urlOf: (slug: string) => string
}

/**
 * Makes a stored project ready to serve: opens its secrets and shapes its settings. What the configuration fixes wins; the
 * project's own secrets then still verify what they signed. Throws `service_unavailable` when the secrets do not open.
 */
export function openProject({ project, workspace, secrets }: StoredProject, context: OpenProjectContext): Project {
  const { id, slug, name, workspaceId, environment, state, apiKeysEnabled } = project
  const plan = context.planNamed(workspace.plan)
  const dataKey = openDataKey(id, project.sealedDataKey, context.masterKeys)
  if (dataKey === undefined)
    throw unopened(
      `the data key of project ${slug} was sealed with another master key; restore that one, or name it in secrets.master.retired`,
    )
  const opened = secrets.map((secret) => openSecret(secret, dataKey))
  return {
    id,
    slug,
    name,
    workspaceId,
    environment,
    state,
    apiKeysEnabled,
    plan,
    settings: settingsUnderPlan(effectiveSettings(project.config, context.overlay.overlay.settings, context.urlOf(slug)), plan),
    hmacSecrets: joinHmacSecrets(context.overlay.secrets, opened, slug),
    signingKeys: joinSigningKeys(context.overlay.secrets, opened),
  }
}

interface OpenedSecret {
  readonly stored: SealedSecret
  readonly plaintext: string
}

function openSecret(stored: SealedSecret, dataKey: Uint8Array): OpenedSecret {
  const plaintext = openProjectSecret(stored, dataKey)
  if (plaintext === undefined) throw unopened(`the ${stored.purpose} secret ${stored.id} cannot be opened`)
  return { stored, plaintext }
}

/**
 * The configuration over the project's own settings. Where the two do not fit together (a default life beyond a maximum that
 * the operator has since set) the configuration stands alone: it was checked at the start, and the operator's word is last.
 */
function effectiveSettings(own: JsonObject, fixed: JsonObject, url: string): ProjectSettings {
  try {
    return readProjectSettings(mergeDocuments(own, fixed), url)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return readProjectSettings(fixed, url)
  }
}

function joinHmacSecrets({ hmac }: ProjectOverlaySecrets, opened: readonly OpenedSecret[], slug: string): Rotating<HmacSecret> {
  const own = inOrder(opened, 'hmac').map(({ stored, plaintext }) => ({
    value: { id: stored.id, key: hmacKey(plaintext) },
    expiresAt: stored.expiresAt,
  }))
  if (hmac !== undefined) {
    const retired = hmac.retired.map(({ value, expiresAt }) => ({ value: configuredHmacSecret(value), expiresAt }))
    return { current: configuredHmacSecret(hmac.current), retired: [...retired, ...own] }
  }
  const [current, ...retired] = own
  if (current === undefined) throw unopened(`project ${slug} has no HMAC secret`)
  return { current: current.value, retired }
}

/** Configured keys come first, so that without a `signing_key_id` the first of them signs. */
function joinSigningKeys(
  { signingJwks }: ProjectOverlaySecrets,
  opened: readonly OpenedSecret[],
): readonly Retired<SigningKey>[] {
  const configured = (signingJwks ?? []).map((jwk) => ({
    value: signingKeyFromJwk(parseJwk(jwk.reveal())),
    expiresAt: undefined,
  }))
  const own = inOrder(opened, 'signing').map(({ stored, plaintext }) => ({
    value: signingKeyFromJwk(parseJwk(plaintext)),
    expiresAt: stored.expiresAt,
  }))
  return [...configured, ...own]
}

/** The current one first, then the retired ones, newest first. */
const inOrder = (opened: readonly OpenedSecret[], purpose: SecretPurpose): readonly OpenedSecret[] =>
  opened
    .filter(({ stored }) => stored.purpose === purpose)
    .toSorted(
      (a, b) =>
        Number(a.stored.state === 'retired') - Number(b.stored.state === 'retired') || b.stored.createdAt - a.stored.createdAt,
    )

const hmacKey = (text: string): HmacSecret['key'] => createSecretKey(text, 'utf8')

/** A configured secret has no stored id, so it gets one from itself, under a label of its own. */
function configuredHmacSecret(secret: Secret): HmacSecret {
  const key = hmacKey(secret.reveal())
  return { id: `config:${createHmac('sha256', key).update('latchkey/hmac-secret-id/v1').digest('hex').slice(0, 16)}`, key }
}

const parseJwk = (text: string): JsonObject => JSON.parse(text)

const unopened = (reason: string): DomainError => new DomainError('service_unavailable', { reason })
