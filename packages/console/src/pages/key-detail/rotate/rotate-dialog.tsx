import { useQueryClient } from '@tanstack/react-query'
import { type RefObject, useRef, useState } from 'react'
import { projectClient } from '../../../api/clients.ts'
import { failureOf } from '../../../api/failure.ts'
import { showSecret } from '../../../app/secret/one-time-secret.ts'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { SelectField } from '../../../ui/field.tsx'
import { Note } from '../../../ui/panel.tsx'
import { TrafficLine } from '../blast-radius.tsx'
import { keysChanged } from '../key-detail-queries.ts'
import type { KeyDialogProps } from '../key-view.ts'

type Way = 'overlap' | 'immediate'

const overlaps = () => [
  { value: '15m', label: t('15 minutes') },
  { value: '1h', label: t('1 hour') },
  { value: '6h', label: t('6 hours') },
  { value: '24h', label: t('24 hours') },
  { value: '7d', label: t('7 days') },
  { value: '30d', label: t('30 days') },
]

/** Two ways to a new secret; the one that breaks callers says so. */
export function RotateDialog({ project, loaded: { key }, onClose }: KeyDialogProps) {
  const queries = useQueryClient()
  const [way, setWay] = useState<Way>('overlap')
  const [grace, setGrace] = useState('24h')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const firstWay = useRef<HTMLInputElement>(null)
  const opener = useRef(document.activeElement instanceof HTMLElement ? document.activeElement : null)
  const rotate = async (): Promise<void> => {
    setBusy(true)
    setProblem(undefined)
    try {
      // Not a mutation of the query client, which would keep the answer, and with it the secret.
      const { secret, issued_api_key } = await projectClient(project).issuedKeys.rotate(
        key.key_id,
        way === 'overlap' ? { grace_period: grace } : {},
      )
      onClose()
      showSecret({ kind: 'api_key', name: issued_api_key.name, value: secret, project, opener: opener.current })
      void keysChanged(queries, project)
    } catch (error) {
      setProblem(failureOf(error).message)
      setBusy(false)
    }
  }
  return (
    <Dialog open width="wide" title={t('Rotate {name}', { name: key.name })} onClose={onClose} initialFocus={firstWay}>
      <fieldset className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        <legend className="sr-only">{t('How to rotate')}</legend>
        <WayCard
          inputRef={firstWay}
          way="overlap"
          chosen={way}
          onChoose={setWay}
          title={t('With overlap')}
          mark={t('Recommended')}
        >
          {t('A new key with the same settings is issued. The old one goes on beside it, and is then revoked by itself.')}
        </WayCard>
        <WayCard way="immediate" chosen={way} onChoose={setWay} title={t('Immediate')}>
          {t('The old key stops in this moment: callers fail now, until they have the new one.')}
        </WayCard>
      </fieldset>
      <div className="mt-4 grid gap-3">
        {way === 'overlap' ? (
          <SelectField
            label={t('The old key stays valid for')}
            hint={t('You can revoke it earlier, as soon as nobody uses it any more.')}
            choices={overlaps()}
            value={grace}
            onChoose={setGrace}
          />
        ) : (
          <Note tone="warn" title={t('Callers that use the old key fail now')}>
            <TrafficLine project={project} record={key} />
          </Note>
        )}
        <p className="text-muted">{t('The expiry is inherited: the new key ends when the old one would have.')}</p>
        {problem !== undefined && (
          <div role="alert">
            <Note tone="error">{problem}</Note>
          </div>
        )}
      </div>
      <Actions>
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button look={way === 'overlap' ? 'primary' : 'danger'} busy={busy} onClick={() => void rotate()}>
          {way === 'overlap' ? t('Rotate with overlap') : t('Rotate now')}
        </Button>
      </Actions>
    </Dialog>
  )
}

const WayCard = ({
  inputRef,
  way,
  chosen,
  onChoose,
  title,
  mark,
  children,
}: {
  readonly inputRef?: RefObject<HTMLInputElement | null>
  readonly way: Way
  readonly chosen: Way
  readonly onChoose: (way: Way) => void
  readonly title: string
  readonly mark?: string
  readonly children: string
}) => (
  <label
    className={`grid cursor-pointer content-start gap-1 rounded-panel border p-4 ${way === chosen ? 'border-accent bg-subtle' : 'border-strong'}`}
  >
    <span className="flex flex-wrap items-center gap-2 font-medium">
      <input
        {...(inputRef === undefined ? {} : { ref: inputRef })}
        type="radio"
        name="way"
        className="size-5 accent-(--accent)"
        checked={way === chosen}
        onChange={() => onChoose(way)}
      />
      {title}
      {mark !== undefined && <Badge tone="info">{mark}</Badge>}
    </span>
    <span className="text-muted">{children}</span>
  </label>
)
