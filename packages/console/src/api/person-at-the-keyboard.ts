/**
 * What the server may ask of the person in front of the screen in the midst of a call: to sign in again, or to prove again
 * who they are. The dialogs of the shell answer; a call waits for them and is then repeated once.
 */
export type Question = 'sign-in' | 'step-up'

type Answer = 'done' | 'cancelled'

interface Waiting {
  readonly question: Question
  readonly answer: Promise<Answer>
  readonly settle: (answer: Answer) => void
}

let waiting: Waiting | undefined
const listeners = new Set<() => void>()
const tell = (): void => {
  for (const listener of listeners) listener()
}

/** Several calls that meet the same question wait for the same answer. */
export function ask(question: Question): Promise<Answer> {
  if (waiting !== undefined) return waiting.answer
  let settle: (answer: Answer) => void = () => {}
  const answer = new Promise<Answer>((resolve) => {
    settle = resolve
  })
  waiting = { question, answer, settle }
  tell()
  return answer
}

/** From the dialog. */
export function answerQuestion(answer: Answer): void {
  const answered = waiting
  waiting = undefined
  answered?.settle(answer)
  tell()
}

/** For `useSyncExternalStore`. */
export const currentQuestion = (): Question | undefined => waiting?.question
export function onQuestion(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
