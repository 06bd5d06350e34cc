import { t } from '../../i18n/i18n.ts'
import { Note } from '../../ui/panel.tsx'
import { Commands } from './commands.tsx'

/** For people who came without the link, or with one that opens nothing any more. */
export const SetupLinkHelp = () => (
  <div className="grid gap-3">
    <Note tone="info" title={t('Open the setup link')}>
      {t(
        'The server printed a one-time link when it started. Open it in this browser; without it nobody can make the first account.',
      )}
    </Note>
    <SetupLinkCommands />
  </div>
)

export const SetupLinkCommands = () => (
  <>
    <p>{t('Print a fresh one on the server:')}</p>
    <Commands commands={['latchkey console setup-link', 'docker exec latchkey latchkey console setup-link']} />
    <p>{t('Or look for it in the log:')}</p>
    <Commands commands={['docker logs latchkey', 'kubectl logs deploy/latchkey', 'journalctl -u latchkey']} />
  </>
)
