import { newRequestId } from '@latchkey/sdk/new-request-id'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { KeyRules } from './expiry.ts'
import { forgetDraft, freshDraft, type IssueDraft, keepDraft, type OpenDraft, openDraft } from './issue-draft.ts'
import { type IssueOutcome, issueKey } from './issue-key.ts'
import { keyRulesQuery } from './issue-queries.ts'
import { type FieldProblems, problemsOf, requestOf } from './issue-request.ts'
import type { IssueSearch } from './issue-search.ts'

export interface IssueForm extends OpenDraft {
  readonly rules: KeyRules | undefined
  readonly problems: FieldProblems
  readonly outcome: IssueOutcome | undefined
  readonly isBusy: boolean
  readonly change: (changes: Partial<IssueDraft>) => void
  /** The secret, once there is one. Counts up `rejections` when a field has to be mended first. */
  readonly submit: () => Promise<string | undefined>
  readonly rejections: number
  /** The next attempt is another key for the server. */
  readonly asAnother: () => void
  readonly startEmpty: () => void
  readonly keep: () => void
  readonly forget: () => void
}

export function useIssueForm(project: string, search: IssueSearch): IssueForm {
  const queries = useQueryClient()
  const rules = useQuery(keyRulesQuery(project)).data
  const [opened, setOpened] = useState(() => openDraft(project, search))
  const { problems, setProblems, rejections, reject } = useProblems()
  const [outcome, setOutcome] = useState<IssueOutcome>()
  const [isBusy, setBusy] = useState(false)
  const { draft, requestId } = opened
  const keyExists = (): void => {
    forgetDraft(project)
    void queries.invalidateQueries({ queryKey: ['keys', project] })
  }
  const submit = async (): Promise<string | undefined> => {
    const found = problemsOf(draft, rules)
    if (Object.keys(found).length > 0) {
      reject(found)
      return undefined
    }
    setProblems({})
    setBusy(true)
    setOutcome(undefined)
    const next = await issueKey(project, requestOf(draft, requestId))
    setBusy(false)
    if (next.kind === 'issued' || next.kind === 'secret_lost') keyExists()
    if (next.kind === 'issued') return next.secret
    setOutcome(next)
    if (next.kind === 'field') reject(next.problems)
    return undefined
  }
  return {
    ...opened,
    rules,
    problems,
    outcome,
    isBusy,
    submit,
    rejections,
    change: (changes) => {
      setOpened({ ...opened, draft: { ...draft, ...changes } })
      setProblems(withoutProblemsOf(changes, problems))
    },
    asAnother: () => {
      setOpened({ ...opened, requestId: newRequestId() })
      setOutcome(undefined)
    },
    startEmpty: () => setOpened(freshDraft()),
    keep: () => keepDraft(project, draft, requestId),
    forget: () => forgetDraft(project),
  }
}

/** What is wrong with which field, and how often somebody tried all the same. */
function useProblems() {
  const [problems, setProblems] = useState<FieldProblems>({})
  const [rejections, setRejections] = useState(0)
  const reject = (found: FieldProblems): void => {
    setProblems(found)
    setRejections((count) => count + 1)
  }
  return { problems, setProblems, rejections, reject }
}

/** What is being mended is no longer marked. */
function withoutProblemsOf(changes: Partial<IssueDraft>, problems: FieldProblems): FieldProblems {
  const changed = Object.keys(changes).map((name) => (name === 'customTtl' ? 'expiry' : name))
  return Object.fromEntries(Object.entries(problems).filter(([field]) => !changed.includes(field)))
}
