import type { LucideIcon } from 'lucide-react'
import {
  Activity,
  Gauge,
  House,
  KeyRound,
  Play,
  ScrollText,
  Settings,
  ShieldUser,
  SlidersHorizontal,
  Users,
  Webhook,
} from 'lucide-react'
import { t } from '../../i18n/i18n.ts'

export interface Place {
  readonly label: string
  /** Below the project. */
  readonly path: string
  readonly icon: LucideIcon
}

export interface PlaceGroup {
  readonly label: string | undefined
  readonly places: readonly Place[]
}

/** The navigation of a project. The names are those of Ory's console, so that habits and documentation keep working. */
export const projectPlaces = (): readonly PlaceGroup[] => [
  { label: undefined, places: [{ label: t('Home'), path: 'home', icon: House }] },
  {
    label: t('API Keys'),
    places: [
      { label: t('Keys'), path: 'api-keys/keys', icon: KeyRound },
      { label: t('Playground'), path: 'api-keys/playground', icon: Play },
      { label: t('Usage'), path: 'api-keys/usage', icon: Activity },
      { label: t('Configuration'), path: 'api-keys/configuration', icon: SlidersHorizontal },
    ],
  },
  {
    label: t('Events'),
    places: [
      { label: t('Audit'), path: 'audit', icon: ScrollText },
      { label: t('Webhooks'), path: 'webhooks', icon: Webhook },
    ],
  },
  {
    label: t('Project settings'),
    places: [
      { label: t('API Keys'), path: 'settings/api-keys', icon: ShieldUser },
      { label: t('General'), path: 'settings/general', icon: Settings },
      { label: t('Members'), path: 'settings/members', icon: Users },
      { label: t('Limits'), path: 'settings/plan', icon: Gauge },
    ],
  },
]
