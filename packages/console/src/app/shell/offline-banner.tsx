import { onlineManager } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { t } from '../../i18n/i18n.ts'

const subscribe = (listener: () => void): (() => void) => onlineManager.subscribe(listener)

/** Once for everything that cannot be loaded now; what waits goes on by itself. */
export function OfflineBanner() {
  const online = useSyncExternalStore(subscribe, () => onlineManager.isOnline())
  return (
    <div role="status">
      {!online && (
        <p className="bg-warn-ground px-4 py-2 text-warn">
          {t('You are offline. The page goes on by itself when the network is back.')}
        </p>
      )}
    </div>
  )
}
