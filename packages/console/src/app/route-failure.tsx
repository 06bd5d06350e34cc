import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { t } from '../i18n/i18n.ts'
import { FailurePanel } from '../ui/panel.tsx'

/** A page that could not be shown; the navigation around it still works. */
export function RouteFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = (): void => {
    reset()
    void router.invalidate()
  }
  return <FailurePanel what={t('This page could not be shown')} error={error} onRetry={retry} />
}
