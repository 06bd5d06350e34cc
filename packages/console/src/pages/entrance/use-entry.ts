import { LatchkeyError } from '@latchkey/sdk/errors'
import { type FormEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { failureOf } from '../../api/failure.ts'
import { t } from '../../i18n/i18n.ts'

/** Why somebody was not let in. */
export interface Refusal {
  readonly reason: string
  readonly message: ReactNode
  /** The field that the server objects to. */
  readonly field: string | undefined
  /** When the next attempt is allowed; milliseconds since the epoch. */
  readonly waitUntil: number | undefined
}

/** What a page says instead of the server's sentence, by its reason. */
export type Explain = (reason: string) => ReactNode | undefined

export interface Entry {
  readonly busy: boolean
  readonly refusal: Refusal | undefined
  /** What is wrong with one of the fields, to be said there. */
  readonly problemOf: (field: string) => string | undefined
  readonly submit: (event: FormEvent<HTMLFormElement>) => Promise<void>
  readonly formRef: RefObject<HTMLFormElement | null>
  /** Takes the focus when somebody was refused, unless a field does. */
  readonly messageRef: RefObject<HTMLDivElement | null>
}

/** One form that lets people in: sends it once at a time, and says what was wrong where it was wrong. */
export function useEntry(enter: () => Promise<unknown>, explain: Explain = () => undefined): Entry {
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal>()
  const formRef = useRef<HTMLFormElement>(null)
  const messageRef = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (refusal !== undefined) (fieldIn(formRef.current, refusal.field) ?? messageRef.current)?.focus()
  }, [refusal])
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      await enter()
    } catch (error) {
      setRefusal(refusalOf(error, explain))
      setBusy(false)
    }
  }
  const problemOf = (field: string): string | undefined =>
    refusal?.field === field && typeof refusal.message === 'string' ? sentenceOf(refusal.message) : undefined
  return { busy, refusal, problemOf, submit, formRef, messageRef }
}

function refusalOf(error: unknown, explain: Explain): Refusal {
  const { reason, status, message, field } = failureOf(error)
  const waitMs = error instanceof LatchkeyError && status === 429 ? error.retryAfterMs : undefined
  return {
    reason,
    message: explain(reason) ?? (status === 429 ? t('Too many failed attempts.') : message),
    field,
    waitUntil: waitMs === undefined ? undefined : Date.now() + waitMs,
  }
}

export function fieldIn(form: HTMLFormElement | null, name: string | undefined): HTMLInputElement | undefined {
  const found = name === undefined ? null : form?.elements.namedItem(name)
  return found instanceof HTMLInputElement ? found : undefined
}

/** `password: is too short` below the field `password` is a sentence without its beginning. */
function sentenceOf(message: string): string {
  const rest = message.replace(/^\w+: /, '')
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}
