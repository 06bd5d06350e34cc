import type { Failure } from '../../../api/failure.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Note } from '../../../ui/panel.tsx'
import type { IssueOutcome } from './issue-key.ts'
import { OverQuotaPanel } from './over-quota-panel.tsx'

/** Why there is no key yet, above the buttons. */
export function AttemptNote({
  project,
  outcome,
  onAnother,
}: {
  readonly project: string
  readonly outcome: IssueOutcome | undefined
  /** Issue one with these values although an earlier attempt has made one with others. */
  readonly onAnother: () => void
}) {
  switch (outcome?.kind) {
    case 'over_quota':
      return <OverQuotaPanel project={project} limit={outcome.limit} used={outcome.used} />
    case 'unknown':
      return (
        <FailureNote title={t('No answer: it is not known whether the key was made')} failure={outcome.failure}>
          <p>{t('Try again: this form never makes a second key.')}</p>
        </FailureNote>
      )
    case 'made_before':
      return (
        <FailureNote title={t('An earlier attempt has made a key with other values')} failure={outcome.failure}>
          <div className="mt-2">
            <Button onClick={onAnother}>{t('Issue another key with these values')}</Button>
          </div>
        </FailureNote>
      )
    case 'refused':
      return <FailureNote title={t('The key could not be issued')} failure={outcome.failure} />
    default:
      return null
  }
}

const FailureNote = ({
  title,
  failure: { message, reason, requestId },
  children,
}: {
  readonly title: string
  readonly failure: Failure
  readonly children?: React.ReactNode
}) => (
  <div role="alert">
    <Note tone="error" title={title}>
      <p>
        {message} <code>{reason}</code> {requestId !== '' && <code>{requestId}</code>}
      </p>
      {children}
    </Note>
  </div>
)
