import { t } from '../i18n/i18n.ts'
import { Page } from '../ui/page.tsx'
import { EmptyState } from '../ui/panel.tsx'

/** For people who are members of nothing yet. */
export const NoProjectPage = () => (
  <Page title={t('Welcome')}>
    <EmptyState title={t('You have no project yet')}>{t('Ask an owner of a workspace to invite you.')}</EmptyState>
  </Page>
)
