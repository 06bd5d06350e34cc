import { useConsoleState } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { AppearanceForm } from './appearance-form.tsx'
import { PasswordForm } from './password-form.tsx'
import { SessionList } from './session-list.tsx'

/** What belongs to the person who is signed in. */
export function AccountPage() {
  const { account } = useConsoleState()
  if (account === null) return null
  return (
    <Page title={t('Account')} lead={<span data-private>{account.email}</span>}>
      <Panel title={t('Appearance and language')}>
        <AppearanceForm />
      </Panel>
      <Panel title={t('Password')}>
        <PasswordForm hasPassword={account.has_password} />
      </Panel>
      <Panel title={t('Where you are signed in')}>
        <SessionList />
      </Panel>
    </Page>
  )
}
