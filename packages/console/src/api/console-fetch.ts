import { ask, type Question } from './person-at-the-keyboard.ts'

/**
 * `fetch` for calls of a signed-in person: when the session is over or the server wants the person to prove themselves, the
 * dialog for it opens over the page, and the call is repeated once afterwards.
 */
export const consoleFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  const question = await questionIn(response)
  if (question === undefined || (await ask(question)) === 'cancelled') return response
  return fetch(input, init)
}

async function questionIn(response: Response): Promise<Question | undefined> {
  if (response.status === 401) return 'sign-in'
  if (response.status !== 403) return undefined
  const body = (await response
    .clone()
    .json()
    .catch(() => undefined)) as { error?: { id?: string } } | undefined
  return body?.error?.id === 'step_up_required' ? 'step-up' : undefined
}
