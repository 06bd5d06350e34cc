import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { serverAddress } from '../../../api/addresses.ts'
import { t } from '../../../i18n/i18n.ts'
import { buttonClass } from '../../../ui/button.tsx'
import { CopyButton } from '../../../ui/copy.tsx'
import { EmptyState } from '../../../ui/panel.tsx'
import { type ListAddress, withoutConditions } from './list-address.ts'
import { conditionTexts } from './list-toolbar.tsx'

/** Nothing was ever listed here: what keys are for, and the first one. */
export function FirstUse({ project, actions }: { readonly project: string; readonly actions: ReactNode }) {
  const command = [
    `curl ${serverAddress}/projects/${project}/v2alpha1/admin/issuedApiKeys \\`,
    `  -H "Authorization: Bearer $LATCHKEY_PROJECT_API_KEY" -H "Content-Type: application/json" \\`,
    `  -d '{"name":"my-first-key"}'`,
  ].join('\n')
  return (
    <EmptyState title={t('Issue your first key')} actions={actions}>
      <p>{t('A key lets one of your users or services call your API. Issue one here, import those you have, or use the API:')}</p>
      <div className="mt-3 flex items-start gap-2 rounded-control bg-subtle p-3 text-start">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
        <pre className="min-w-0 flex-1 overflow-x-auto" tabIndex={0} translate="no">
          {command}
        </pre>
        <CopyButton text={command} label={t('Copy the command')} />
      </div>
    </EmptyState>
  )
}

export const NoImported = ({ actions }: { readonly actions: ReactNode }) => (
  <EmptyState title={t('No imported keys')} actions={actions}>
    {t('Keys that were made elsewhere keep working when you import them, even by their hash alone.')}
  </EmptyState>
)

/** There are keys, or may be, but none that the conditions let through. */
export function NothingFound({ address: { search, link } }: { readonly address: ListAddress }) {
  const conditions = conditionTexts(search)
  return (
    <EmptyState
      title={t('No key matches')}
      actions={
        <Link {...link(withoutConditions)} className={buttonClass()}>
          {conditions.length === 0 ? t('First page') : t('Clear filter')}
        </Link>
      }
    >
      {conditions.length === 0 ? t('There is nothing more on this page.') : <span data-private>{conditions.join(' · ')}</span>}
    </EmptyState>
  )
}
