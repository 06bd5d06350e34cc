import { lazy, Suspense, useSyncExternalStore } from 'react'
import { currentQuestion, onQuestion } from '../../api/person-at-the-keyboard.ts'

const QuestionDialog = lazy(async () => ({ default: (await import('./question-dialog.tsx')).QuestionDialog }))

/** Once, in the shell: over whatever page is open, when the server asks the person something. */
export function QuestionOverlay() {
  const question = useSyncExternalStore(onQuestion, currentQuestion)
  return question === undefined ? null : (
    <Suspense>
      <QuestionDialog key={question} question={question} />
    </Suspense>
  )
}
