import { Download } from 'lucide-react'
import { useState } from 'react'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { saveFile } from '../../ui/download.ts'
import { Panel } from '../../ui/panel.tsx'
import { toastFailure } from '../../ui/toast.tsx'
import { readDiagnostics } from './system-queries.ts'

/** A file for whoever helps to find a fault. */
export function DiagnosticsPanel() {
  const [busy, setBusy] = useState(false)
  const download = async (): Promise<void> => {
    setBusy(true)
    try {
      const diagnostics = await readDiagnostics()
      const name = `latchkey-diagnostics-${diagnostics.generated_at.slice(0, 19).replaceAll(/[:T]/g, '-')}.json`
      saveFile(name, [JSON.stringify(diagnostics, undefined, 2)], 'application/json')
    } catch (error) {
      const call = { method: 'GET', path: '/console/api/system/diagnostics' }
      toastFailure(error, { what: t('The diagnostics could not be put together'), ...call })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Panel title={t('Diagnostics')}>
      <div className="grid justify-items-start gap-3">
        <p className="max-w-[72ch]">
          {t(
            'A JSON file with versions, health, counts, the settings in effect and the names of environment variables. Values of secrets are left out; look through it before you pass it on, because it names addresses and paths.',
          )}
        </p>
        <Button onClick={() => void download()} busy={busy} icon={<Download aria-hidden size={16} />}>
          {t('Download diagnostics')}
        </Button>
      </div>
    </Panel>
  )
}
