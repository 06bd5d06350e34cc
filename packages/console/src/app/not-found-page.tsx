import { Link } from '@tanstack/react-router'
import { t } from '../i18n/i18n.ts'
import { Page } from '../ui/page.tsx'
import { EmptyState } from '../ui/panel.tsx'

export const NotFoundPage = () => (
  <Page title={t('There is no such page')}>
    <EmptyState title={t('Nothing is here')} actions={<Link to="/">{t('Go to the start')}</Link>}>
      {t('The address may be mistyped, or what it named may be gone. The command palette (Ctrl or ⌘ K) finds every page.')}
    </EmptyState>
  </Page>
)
