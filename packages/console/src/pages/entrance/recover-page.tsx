import { Link } from '@tanstack/react-router'
import { t } from '../../i18n/i18n.ts'
import { Panel } from '../../ui/panel.tsx'
import { Commands } from './commands.tsx'
import { EntranceFrame } from './entrance-frame.tsx'

/** This server sends no mail: other people help, or whoever runs the server. */
export const RecoverPage = () => (
  <EntranceFrame
    title={t('If you cannot sign in')}
    lead={t('This server sends no email. Somebody you know has to let you in again.')}
  >
    <Panel title={t('Somebody else owns your workspace, too')}>
      <p>
        {t(
          'Ask them to open Project settings, Members, and to invite another address of yours. The link in the invitation lets you choose a new password.',
        )}
      </p>
    </Panel>
    <Panel title={t('Your organization has single sign-on')}>
      <p>{t('Sign in with it, then set a new password under Account.')}</p>
    </Panel>
    <Panel title={t('You run the server')}>
      <div className="grid gap-3">
        <p>{t('On its machine, this prints a link that lets you choose a new password. It works once, for an hour:')}</p>
        <Commands commands={['latchkey console reset-password --email you@example.com']} />
        <p>{t('As long as it has no account at all, this prints a link that makes the first one:')}</p>
        <Commands commands={['latchkey console setup-link']} />
        <p>{t('Whether anybody can sign in or not, keys go on being verified, and the command line on the server works:')}</p>
        <Commands commands={['latchkey doctor', 'latchkey list projects']} />
      </div>
    </Panel>
    <p>
      <Link to="/login">{t('Back to sign in')}</Link>
    </p>
  </EntranceFrame>
)
