import type { DerivedToken } from '@latchkey/sdk/messages'
import { useState } from 'react'
import { projectClient } from '../api/clients.ts'
import { type DeriveDraft, type DeriveErrors, deriveErrorsOf, deriveRequestOf, emptyDeriveDraft } from './derive-request.ts'
import { useTypedSecret } from './typed-secret.ts'

export interface Derivation {
  readonly credential: string
  readonly setCredential: (credential: string) => void
  readonly draft: DeriveDraft
  readonly change: (changes: Partial<DeriveDraft>) => void
  /** By the field that they are about. */
  readonly errors: DeriveErrors
  /** What went wrong and is about no field. */
  readonly failure: unknown
  readonly token: DerivedToken | undefined
  readonly busy: boolean
  readonly send: () => Promise<void>
}

/** A token in the making. Not a mutation of the query client, which would keep the key and the token. */
export function useDerivation(project: string): Derivation {
  const [credential, setCredential] = useTypedSecret()
  const [draft, setDraft] = useState(emptyDeriveDraft)
  const [errors, setErrors] = useState<DeriveErrors>({})
  const [failure, setFailure] = useState<unknown>()
  const [token, setToken] = useState<DerivedToken>()
  const [busy, setBusy] = useState(false)
  const send = async (): Promise<void> => {
    setFailure(undefined)
    setToken(undefined)
    const wanted = deriveRequestOf(credential, draft)
    if ('errors' in wanted) return setErrors(wanted.errors)
    setErrors({})
    setBusy(true)
    try {
      setToken(await projectClient(project).keys.derive(wanted.request))
    } catch (error) {
      const field = deriveErrorsOf(error)
      if (field === undefined) setFailure(error)
      else setErrors(field)
    }
    setBusy(false)
  }
  const change = (changes: Partial<DeriveDraft>): void => setDraft((before) => ({ ...before, ...changes }))
  return { credential, setCredential, draft, change, errors, failure, token, busy, send }
}
