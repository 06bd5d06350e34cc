import { t } from '../../i18n/i18n.ts'

export interface Place {
  readonly label: string
  /** Below the project. */
  readonly path: string
}

export interface PlaceGroup {
  readonly label: string | undefined
  readonly places: readonly Place[]
}

/** The navigation of a project. The names are those of Ory's console, so that habits and documentation keep working. */
export const projectPlaces = (): readonly PlaceGroup[] => [
  { label: undefined, places: [{ label: t('Home'), path: 'home' }] },
  {
    label: t('API Keys'),
    places: [
      { label: t('Keys'), path: 'api-keys/keys' },
      { label: t('Playground'), path: 'api-keys/playground' },
      { label: t('Usage'), path: 'api-keys/usage' },
      { label: t('Configuration'), path: 'api-keys/configuration' },
    ],
  },
  {
    label: undefined,
    places: [
      { label: t('Audit'), path: 'audit' },
      { label: t('Webhooks'), path: 'webhooks' },
    ],
  },
  {
    label: t('Project settings'),
    places: [
      { label: t('API Keys'), path: 'settings/api-keys' },
      { label: t('General'), path: 'settings/general' },
      { label: t('Members'), path: 'settings/members' },
      { label: t('Limits'), path: 'settings/plan' },
    ],
  },
]
