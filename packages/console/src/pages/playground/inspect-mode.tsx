import { Json, Reading } from '../../credential/reading.tsx'
import { SecretField } from '../../credential/secret-field.tsx'
import { useTypedSecret } from '../../credential/typed-secret.ts'
import { t } from '../../i18n/i18n.ts'
import { readCredential } from '../../key-text/read-credential.ts'
import { Panel } from '../../ui/panel.tsx'

/** What a credential says of itself. Nothing is sent, so it works without a network. */
export function InspectMode() {
  const [credential, setCredential] = useTypedSecret()
  const reading = credential.trim() === '' ? undefined : readCredential(credential.trim())
  return (
    <Panel title={t('Inspect a credential')}>
      <div className="grid gap-4">
        <p className="text-muted">{t('Everything happens in this browser. Nothing is sent, and no network is needed.')}</p>
        <SecretField label={t('Credential')} onValue={setCredential} />
        {reading !== undefined && (
          <div role="status">
            <Reading reading={reading} />
          </div>
        )}
        {reading?.kind === 'jwt' && <Json label={t('Header')} value={reading.header} />}
        {(reading?.kind === 'jwt' || reading?.kind === 'macaroon') && <Json label={t('Claims')} value={reading.claims} />}
      </div>
    </Panel>
  )
}
