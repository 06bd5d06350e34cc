import { Toast as Base } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { failureOf } from '../api/failure.ts'
import { t } from '../i18n/i18n.ts'
import { Button, IconButton } from './button.tsx'
import { CopyButton } from './copy.tsx'

const SUCCESS_FOR_MS = 5000

interface FailureFacts {
  readonly reason: string
  readonly details: string
  readonly retry: (() => void) | undefined
}

const manager = Base.createToastManager<FailureFacts>()

/** Something worked; the page shows the result as well. */
export const toastSuccess = (text: string): void => void manager.add({ title: text, type: 'success', timeout: SUCCESS_FOR_MS })

/** What was tried, for people who report that it failed. Never what was typed. */
export interface Attempt {
  /** "Could not rename the key". */
  readonly what: string
  readonly method?: string
  /** The template of the path, without ids. */
  readonly path?: string
  readonly retry?: () => void
}

/** Something failed and there is no better place to say so. Stays until it is dismissed. */
export function toastFailure(error: unknown, { what, method, path, retry }: Attempt): void {
  const { reason, message, status, requestId } = failureOf(error)
  const details = [method, path, status, reason, requestId, new Date().toISOString()].filter(
    (part) => part !== undefined && part !== '',
  )
  manager.add({
    title: what,
    description: message,
    type: 'failure',
    priority: 'high',
    timeout: 0,
    data: { reason, details: details.join(' '), retry },
  })
}

/** Once, at the root of the console. */
export const Toasts = () => (
  <Base.Provider toastManager={manager}>
    <Base.Portal>
      <Base.Viewport className="fixed end-4 bottom-4 z-60 grid w-[min(420px,calc(100vw-32px))] gap-2">
        <ToastList />
      </Base.Viewport>
    </Base.Portal>
  </Base.Provider>
)

function ToastList() {
  const { toasts } = Base.useToastManager<FailureFacts>()
  return toasts.map((toast) => (
    <Base.Root
      key={toast.id}
      toast={toast}
      role={toast.type === 'failure' ? 'alert' : 'status'}
      className={`rounded-control border border-line p-3 shadow-lg ${toast.type === 'failure' ? 'bg-error-ground text-error' : 'bg-ok-ground text-ok'}`}
    >
      <div className="flex items-start justify-between gap-2">
        <div>
          <Base.Title className="text-body font-medium" />
          <Base.Description className="text-body" />
          {toast.data !== undefined && <FailureDetails facts={toast.data} onRetry={() => manager.close(toast.id)} />}
        </div>
        <IconButton label={t('Dismiss')} onClick={() => manager.close(toast.id)}>
          <X aria-hidden size={16} />
        </IconButton>
      </div>
    </Base.Root>
  ))
}

const FailureDetails = ({
  facts: { reason, details, retry },
  onRetry,
}: {
  readonly facts: FailureFacts
  readonly onRetry: () => void
}) => (
  <div className="mt-2 flex flex-wrap items-center gap-2">
    <code>{reason}</code>
    <CopyButton text={details} label={t('Copy details')}>
      {t('Copy details')}
    </CopyButton>
    {retry !== undefined && (
      <Button
        onClick={() => {
          onRetry()
          retry()
        }}
      >
        {t('Retry')}
      </Button>
    )}
  </div>
)
