import { type ReactNode, useEffect } from 'react'
import { t } from '../../i18n/i18n.ts'
import { Note } from '../../ui/panel.tsx'
import { isUnprotected } from './connection.ts'

/** A page for people who are not signed in: one thing to do, and facts beside it. */
export function EntranceFrame({
  title,
  lead,
  aside,
  children,
}: {
  readonly title: string
  readonly lead: string
  readonly aside?: ReactNode
  readonly children: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} · ${t('console')}`
  }, [title])
  return (
    <div className="grid min-h-screen grid-rows-[auto_1fr]">
      <a className="skip-link z-60 rounded-control bg-raised px-3 py-2" href="#main">
        {t('Skip to content')}
      </a>
      <header className="border-b border-line px-4 py-3 font-semibold sm:px-6">Latchkey</header>
      <main
        id="main"
        tabIndex={-1}
        className={`mx-auto grid w-full content-start gap-8 p-4 sm:p-6 lg:pt-16 ${aside === undefined ? 'max-w-[568px]' : 'max-w-[880px] lg:grid-cols-[1fr_280px]'}`}
      >
        <div className="grid min-w-0 content-start gap-6">
          <div>
            <h1>{title}</h1>
            <p className="mt-1 max-w-[60ch] text-muted">{lead}</p>
          </div>
          {isUnprotected() && (
            <Note tone="warn" title={t('This connection is not encrypted')}>
              {t('Whoever sits in between can read along. It works; use https where you can.')}
            </Note>
          )}
          {children}
        </div>
        {aside !== undefined && <aside className="grid content-start gap-3 text-table text-muted">{aside}</aside>}
      </main>
    </div>
  )
}
