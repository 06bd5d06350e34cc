import type { SettingSource } from '@latchkey/contract/messages/console'
import type { ProjectSecret } from '@latchkey/contract/messages/project-secrets'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRights } from '../../../app/session.ts'
import { t } from '../../../i18n/i18n.ts'
import { configurationKey, type LoadedSettings, secretsQuery, settingsQuery } from '../configuration-queries.ts'
import { isFixed } from '../settings/setting-values.ts'

export type SecretPurpose = ProjectSecret['purpose']

const settingOf: Readonly<Record<SecretPurpose, string>> = {
  hmac: 'secrets.hmac.current',
  signing: 'credentials.derived_tokens.jwt.signing_keys.urls',
}

export interface SecretsOfProject {
  readonly secrets: readonly ProjectSecret[] | undefined
  readonly settings: LoadedSettings | undefined
  readonly error: unknown
  readonly retry: () => void
  readonly origin: SettingSource | undefined
  /** Why nothing can be changed here, as a sentence. */
  readonly lockedBecause: string | undefined
  readonly changed: () => Promise<void>
}

/** The secrets of one purpose, and whether the person may change them. */
export function useSecrets(project: string, purpose: SecretPurpose): SecretsOfProject {
  const secrets = useQuery(secretsQuery(project))
  const settings = useQuery(settingsQuery(project))
  const queries = useQueryClient()
  const mayRotate = useRights(project).mayControl('secrets:rotate')
  const origin = settings.data?.settings.find(({ path }) => path === settingOf[purpose])
  return {
    secrets: secrets.data?.filter((secret) => secret.purpose === purpose),
    settings: settings.data,
    error: secrets.error ?? settings.error,
    retry: () => {
      void secrets.refetch()
      void settings.refetch()
    },
    origin,
    lockedBecause: lockOf(origin, mayRotate),
    changed: () => queries.invalidateQueries({ queryKey: configurationKey(project) }),
  }
}

function lockOf(origin: SettingSource | undefined, mayRotate: boolean): string | undefined {
  if (origin !== undefined && isFixed(origin)) {
    return origin.source === 'env'
      ? t('The environment of the server sets it ({variable}): change it there.', { variable: origin.variable })
      : t('The configuration file of the server sets it: change it there.')
  }
  return mayRotate ? undefined : t('Only owners can change secrets.')
}
