import { newRequestId } from '@latchkey/sdk/new-request-id'
import { type Expiry, isPreset } from './expiry.ts'
import { type IssueSearch, issueSearchNames } from './issue-search.ts'

/** What is typed into the form. */
export interface IssueDraft {
  readonly name: string
  readonly actor: string
  readonly expiry: Expiry
  readonly customTtl: string
  readonly scopes: readonly string[]
  readonly quota: string
  readonly window: string
  /** One address or range per line. */
  readonly cidrs: string
  readonly visibility: 'secret' | 'public'
  /** An object of JSON. */
  readonly metadata: string
}

const emptyDraft: IssueDraft = {
  name: '',
  actor: '',
  expiry: 'default',
  customTtl: '',
  scopes: [],
  quota: '',
  window: '60s',
  cidrs: '',
  visibility: 'secret',
  metadata: '',
}

/** A form that is being filled in. Its `requestId` makes every try of it the same one for the server. */
export interface OpenDraft {
  readonly draft: IssueDraft
  readonly requestId: string
  readonly origin: 'empty' | 'link' | 'kept'
}

/** Forms that were closed by accident, by project; only as long as the page lives. */
const kept = new Map<string, Pick<OpenDraft, 'draft' | 'requestId'>>()

export function openDraft(project: string, search: IssueSearch): OpenDraft {
  const earlier = kept.get(project)
  if (isFilled(search)) return { draft: draftFrom(search), requestId: newRequestId(), origin: 'link' }
  if (earlier !== undefined) return { ...earlier, origin: 'kept' }
  return { draft: emptyDraft, requestId: newRequestId(), origin: 'empty' }
}

export const freshDraft = (): OpenDraft => ({ draft: emptyDraft, requestId: newRequestId(), origin: 'empty' })

export function keepDraft(project: string, draft: IssueDraft, requestId: string): void {
  if (JSON.stringify(draft) === JSON.stringify(emptyDraft)) kept.delete(project)
  else kept.set(project, { draft, requestId })
}

export const forgetDraft = (project: string): void => void kept.delete(project)

const isFilled = (search: IssueSearch): boolean => issueSearchNames.some((name) => search[name] !== undefined)

function draftFrom({ ttl, scopes, cidrs, visibility, ...texts }: IssueSearch): IssueDraft {
  const given = Object.entries(texts).filter(([name, text]) => text !== undefined && name in emptyDraft)
  return {
    ...emptyDraft,
    ...Object.fromEntries(given),
    ...(ttl === undefined ? {} : expiryFrom(ttl)),
    scopes: scopes ?? [],
    cidrs: (cidrs ?? []).join('\n'),
    visibility: visibility === 'public' ? 'public' : 'secret',
  }
}

const expiryFrom = (ttl: string): Partial<IssueDraft> => (isPreset(ttl) ? { expiry: ttl } : { expiry: 'custom', customTtl: ttl })

/** The part of an address behind `?` that fills the form like this; empty for an empty form. */
export function linkSearchOf(draft: IssueDraft): string {
  const search = new URLSearchParams()
  const add = (name: string, value: string): void => {
    if (value !== '') search.set(name, value)
  }
  add('name', draft.name)
  add('actor', draft.actor)
  if (isPreset(draft.expiry)) add('ttl', draft.expiry)
  if (draft.expiry === 'custom') add('ttl', draft.customTtl.trim())
  add('scopes', draft.scopes.join(','))
  add('quota', draft.quota)
  if (draft.quota !== '') add('window', draft.window)
  add(
    'cidrs',
    draft.cidrs
      .split(/[\s,;]+/)
      .filter(Boolean)
      .join(','),
  )
  if (draft.visibility === 'public') add('visibility', 'public')
  add('metadata', draft.metadata.trim())
  return search.toString()
}
