import type { LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { t } from '../../i18n/i18n.ts'
import { Page } from '../../ui/page.tsx'
import { TabLinks } from '../../ui/tabs.tsx'

const topics = (): readonly (readonly [path: string, label: string])[] => [
  ['prefixes', t('Prefixes')],
  ['lifespans', t('Lifespans')],
  ['rate-limits', t('Rate limits')],
  ['cache', t('Cache')],
  ['derived-tokens', t('Derived tokens')],
  ['signing-keys', t('Signing keys')],
  ['secrets', t('Secrets')],
  ['network', t('Network')],
]

/** The page of one topic, with the way to its neighbours. */
export const TopicFrame = ({
  project,
  title,
  lead,
  actions,
  children,
}: {
  readonly project: string
  readonly title: string
  readonly lead: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}) => (
  <Page title={title} lead={lead} actions={actions}>
    <div className="-mb-4 min-w-0">
      <TabLinks
        label={t('Configuration')}
        tabs={topics().map(([path, label]) => ({
          label,
          link: { to: `/projects/$project/api-keys/configuration/${path}`, params: { project } } as unknown as LinkProps,
        }))}
      />
    </div>
    {children}
  </Page>
)
