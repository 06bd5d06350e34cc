import { Link } from '@tanstack/react-router'
import { t } from '../../i18n/i18n.ts'
import { buttonClass } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { EmptyState } from '../../ui/panel.tsx'

export const HomePage = () => (
  <Page title={t('Home')}>
    <EmptyState
      title={t('Issue your first key')}
      actions={
        <Link to="../api-keys/keys" className={buttonClass('primary')}>
          {t('Go to Keys')}
        </Link>
      }
    />
  </Page>
)
