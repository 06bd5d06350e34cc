import type { KeyRules } from './expiry.ts'
import type { IssueDraft } from './issue-draft.ts'
import type { FieldProblems } from './issue-request.ts'

/** What every part of the form is given. */
export interface FormPart {
  readonly project: string
  readonly draft: IssueDraft
  readonly change: (changes: Partial<IssueDraft>) => void
  readonly problems: FieldProblems
  /** Undefined until they are loaded. */
  readonly rules: KeyRules | undefined
}
