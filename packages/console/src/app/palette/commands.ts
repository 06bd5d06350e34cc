import type { IssuedApiKey } from '@latchkey/sdk/messages'
import { t } from '../../i18n/i18n.ts'
import type { Rights } from '../session.ts'
import { projectPlaces } from '../shell/navigation.ts'
import type { PastedSecret } from './pasted-secret.ts'

/** Something that the palette offers. */
export interface Command {
  readonly label: string
  /** Below the project, or of the console where it begins with a slash. */
  readonly go: string
  /** Why it cannot be chosen by this person. */
  readonly disabledBecause?: string | undefined
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** What is said before a command may be longer than what is typed: "rev ci" is "Revoke ci-deploy…". */
export function matches(label: string, typed: string): boolean {
  const words = label.toLowerCase().split(/[^\p{L}\p{N}]+/u)
  return typed
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => words.some((word) => word.startsWith(part)))
}

/** The id that was typed or pasted, if it is one. */
export const idIn = (typed: string): string | undefined => (UUID.test(typed.trim()) ? typed.trim().toLowerCase() : undefined)

/** The part of "rev ci" that may be the beginning of a key's name. */
export const nameIn = (typed: string): string => typed.trim().split(/\s+/).at(-1) ?? ''

/** Everything that can be done without knowing any key. */
export const generalCommands = (rights: Rights, isAdministrator: boolean): readonly Command[] => [
  {
    label: t('Issue new key'),
    go: 'api-keys/keys/new',
    disabledBecause: rights.may('keys:issue') ? undefined : t('Your role cannot issue keys'),
  },
  ...projectPlaces().flatMap(({ label, places }) =>
    places.map((place) => ({
      label: label === undefined ? place.label : t('{group}: {page}', { group: label, page: place.label }),
      go: place.path,
    })),
  ),
  { label: t('Show checklist'), go: 'home?checklist=show' },
  { label: t('Account'), go: '/account' },
  ...(isAdministrator ? [{ label: t('System'), go: '/system' }] : []),
]

/** What can be done with one key. */
export const keyCommands = ({ key_id, name }: Pick<IssuedApiKey, 'key_id' | 'name'>, rights: Rights): readonly Command[] => {
  const page = `api-keys/keys/${key_id}`
  const unless = (may: boolean, reason: string): string | undefined => (may ? undefined : reason)
  return [
    { label: t('Open {name}', { name }), go: page },
    {
      label: t('Rotate {name}…', { name }),
      go: `${page}?do=rotate`,
      disabledBecause: unless(rights.may('keys:rotate'), t('Your role cannot rotate keys')),
    },
    {
      label: t('Revoke {name}…', { name }),
      go: `${page}?do=revoke`,
      disabledBecause: unless(rights.may('keys:revoke'), t('Your role cannot revoke keys')),
    },
  ]
}

/** What to do about a credential that was pasted: look at its key, or act because others have it. */
export function commandsForSecret({ keyId }: PastedSecret, rights: Rights): readonly Command[] {
  if (keyId === undefined) return [{ label: t('Check it in the Playground'), go: 'api-keys/playground' }]
  const page = `api-keys/keys/${keyId}`
  return [
    { label: t('Open its key'), go: page },
    {
      label: t('It has leaked: revoke and replace its key…'),
      go: `${page}/leaked`,
      disabledBecause: rights.may('keys:revoke') ? undefined : t('Your role cannot revoke keys'),
    },
  ]
}
