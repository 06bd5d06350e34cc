import { useParams } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { t } from '../i18n/i18n.ts'

/** One page: its only `h1`, its title in the window, and what can be done with all of it. */
export function Page({
  title,
  lead,
  actions,
  children,
}: {
  readonly title: string
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  const { project } = useParams({ strict: false }) as { project?: string }
  useEffect(() => {
    document.title = [title, project, t('console')].filter((part) => part !== undefined).join(' · ')
  }, [title, project])
  return (
    <div className="mx-auto grid w-full max-w-[1200px] grid-cols-[minmax(0,1fr)] gap-6 p-4 sm:p-6">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div>
          <h1 tabIndex={-1}>{title}</h1>
          {lead !== undefined && <div className="mt-1 max-w-[72ch] text-pretty text-muted">{lead}</div>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
      {children}
    </div>
  )
}
