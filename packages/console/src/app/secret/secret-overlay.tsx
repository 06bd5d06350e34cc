import { lazy, Suspense, useSyncExternalStore } from 'react'
import { currentSecret, onSecret } from './one-time-secret.ts'

const SecretDialog = lazy(async () => ({ default: (await import('./secret-dialog.tsx')).SecretDialog }))

/** Once, in the shell: nothing, until there is a secret to show. */
export function SecretOverlay() {
  const secret = useSyncExternalStore(onSecret, currentSecret)
  return secret === undefined ? null : (
    <Suspense>
      <SecretDialog />
    </Suspense>
  )
}
