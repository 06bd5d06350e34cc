import type { VerifyApiKeyResponse } from '@latchkey/sdk/messages'
import { useState } from 'react'
import { projectClient } from '../../api/clients.ts'
import { kindName } from '../../credential/reading.tsx'
import { SecretLines } from '../../credential/secret-field.tsx'
import { useTypedSecret } from '../../credential/typed-secret.ts'
import { t } from '../../i18n/i18n.ts'
import { readCredential } from '../../key-text/read-credential.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CheckField } from '../../ui/field.tsx'
import { Identifier } from '../../ui/identifier.tsx'
import { FailurePanel, Panel } from '../../ui/panel.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'
import type { ModeProps } from './mode-props.ts'
import { explanationOf, shortCode } from './verdicts.ts'

const BATCH_MAX = 100

interface Line {
  readonly number: number
  readonly kind: string
  readonly answer: VerifyApiKeyResponse
}

/** Up to a hundred credentials in one call. */
export function BatchMode({ project, disabledBecause, onVerdict }: ModeProps) {
  const [text, setText] = useTypedSecret()
  const [isDry, setIsDry] = useState(true)
  const [busy, setBusy] = useState(false)
  const [lines, setLines] = useState<readonly Line[]>()
  const [failure, setFailure] = useState<unknown>()
  const credentials = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const tooMany =
    credentials.length > BATCH_MAX
      ? t('These are {count} lines; at most {max} can be verified at once. Nothing was sent.', {
          count: credentials.length,
          max: BATCH_MAX,
        })
      : undefined
  const send = async (): Promise<void> => {
    if (tooMany !== undefined || credentials.length === 0) return
    setBusy(true)
    setFailure(undefined)
    try {
      const requests = credentials.map((credential) => ({ credential, dry_run: isDry }))
      const { results } = await projectClient(project).keys.batchVerify(requests)
      const readings = credentials.map(readCredential)
      setLines(
        results.map((answer, index) => ({
          number: index + 1,
          kind: kindName(readings[index] ?? { kind: 'unknown' }),
          answer,
        })),
      )
      for (const [index, answer] of results.entries()) onVerdict(answer, readings[index] ?? { kind: 'unknown' })
    } catch (error) {
      setFailure(error)
      setLines(undefined)
    }
    setBusy(false)
  }
  return (
    <>
      <Panel title={t('Verify many')}>
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            void send()
          }}
        >
          <SecretLines
            label={t('Credentials')}
            hint={t('One in a line, at most {max}. Now: {count}.', { max: BATCH_MAX, count: credentials.length })}
            error={tooMany}
            onValue={setText}
          />
          <CheckField
            label={t('Dry run')}
            hint={t('Costs no rate limit, does not count as use and is not in the usage figures.')}
            checked={isDry}
            onChange={(event) => setIsDry(event.target.checked)}
          />
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" look="primary" busy={busy} disabled={disabledBecause !== undefined}>
              {t('Verify all')}
            </Button>
            {disabledBecause !== undefined && <span className="text-muted">{disabledBecause}</span>}
          </div>
        </form>
      </Panel>
      {failure !== undefined && (
        <FailurePanel what={t('The credentials could not be verified')} error={failure} onRetry={() => void send()} />
      )}
      {lines !== undefined && <BatchResults lines={lines} />}
    </>
  )
}

function BatchResults({ lines }: { readonly lines: readonly Line[] }) {
  const valid = lines.filter(({ answer }) => answer.is_valid).length
  return (
    <Panel title={t('Verdicts')}>
      <p role="status" className="mb-3">
        {t('{valid} valid, {rejected} rejected', { valid, rejected: lines.length - valid })}
      </p>
      <Table
        label={t('One verdict for each line')}
        head={
          <>
            <Th>{t('Line')}</Th>
            <Th>{t('Kind')}</Th>
            <Th>{t('Verdict')}</Th>
            <Th>{t('Key')}</Th>
            <Th>{t('Actor')}</Th>
          </>
        }
      >
        {lines.map(({ number, kind, answer }) => (
          <tr key={number}>
            <Td className="text-muted">{number}</Td>
            <Td>{kind}</Td>
            <Td>
              <VerdictCell answer={answer} />
            </Td>
            <Td>{answer.key_id === '' ? '—' : <Identifier id={answer.key_id} name={t('Copy key id')} />}</Td>
            <Td>
              <span data-private>{answer.actor_id === '' ? '—' : answer.actor_id}</span>
            </Td>
          </tr>
        ))}
      </Table>
    </Panel>
  )
}

const VerdictCell = ({ answer }: { readonly answer: VerifyApiKeyResponse }) =>
  answer.is_valid ? (
    <Badge tone="ok" sign="✓">
      {t('Valid')}
    </Badge>
  ) : (
    <div className="grid justify-items-start gap-1 py-1">
      <Badge tone="error" sign="✕">
        {shortCode(answer.error_code ?? 'REJECTED')}
      </Badge>
      <span>{explanationOf(answer.error_code).meaning}</span>
    </div>
  )
