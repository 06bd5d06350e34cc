import { Circle, CircleCheck, LoaderCircle } from 'lucide-react'
import { t } from '../../i18n/i18n.ts'
import { FailurePanel } from '../../ui/panel.tsx'

export type EnablingState =
  | { readonly at: 'idle' }
  | { readonly at: 'enabling' }
  | { readonly at: 'enabled' }
  | { readonly at: 'failed'; readonly error: unknown }

/** How far it has come. The server does it in one transaction, so a reload finds it done or not begun. */
export function EnablingSteps({ state, onRetry }: { readonly state: EnablingState; readonly onRetry: () => void }) {
  if (state.at === 'idle') return null
  if (state.at === 'failed') {
    return <FailurePanel what={t('API keys could not be enabled')} error={state.error} onRetry={onRetry} />
  }
  const isEnabled = state.at === 'enabled'
  return (
    <ol role="status" className="grid gap-2">
      <Step text={t('Switch on API keys for the project')} isDone={isEnabled} isNow={!isEnabled} />
      <Step text={t('Open the page you wanted')} isDone={false} isNow={isEnabled} />
    </ol>
  )
}

const Step = ({ text, isDone, isNow }: { readonly text: string; readonly isDone: boolean; readonly isNow: boolean }) => (
  <li className="flex items-center gap-2">
    {isDone && <CircleCheck aria-hidden size={18} className="text-ok" />}
    {isNow && <LoaderCircle aria-hidden size={18} className="animate-spin text-muted" />}
    {!isDone && !isNow && <Circle aria-hidden size={18} className="text-muted" />}
    {text}
    {isDone && <span className="text-table text-ok">{t('Done')}</span>}
  </li>
)
