import { useQuery } from '@tanstack/react-query'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { TextAreaField, TextField } from '../../../ui/field.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { CheckKey } from '../check-key.tsx'
import { EditablePanel } from '../edit/editable.tsx'
import { deploymentQuery } from '../key-detail-queries.ts'
import type { KeyViewProps } from '../key-view.ts'
import { rateText } from '../pure/key-texts.ts'
import { type LimitDraft, readLimit, readRanges } from '../pure/read-fields.ts'
import { AddressTester } from './address-tester.tsx'

/** How often the key may be used, and from where. */
export const LimitsTab = (props: KeyViewProps) => (
  <div className="grid grid-cols-1 gap-4">
    <RateLimitPanel {...props} />
    <AddressesPanel {...props} />
    <Panel title={t('Would this address be allowed?')}>
      <AddressTester allowed={props.loaded.key.ip_restriction?.allowed_cidrs} />
    </Panel>
  </div>
)

function RateLimitPanel(props: KeyViewProps) {
  const policy = props.loaded.key.rate_limit_policy
  const enforced = useQuery(deploymentQuery(props.project)).data?.limitsEnforced
  const initial: LimitDraft = { quota: policy?.quota ?? '', window: policy?.window ?? '60s', unit: policy?.unit ?? '' }
  return (
    <EditablePanel<LimitDraft>
      {...props}
      field="rate_limit_policy"
      initial={initial}
      read={readLimit}
      extra={(edit) =>
        policy !== null && (
          <Button
            busy={edit.busy}
            onClick={() => {
              edit.begin({ ...initial, quota: '' })
              void edit.save(null)
            }}
          >
            {t('Remove limit')}
          </Button>
        )
      }
      control={(draft, change, error) => <LimitFields draft={draft} change={change} error={error} />}
    >
      {policy === null ? (
        <p className="text-muted">{t('No limit')}</p>
      ) : (
        <div className="grid gap-3">
          <p className="flex flex-wrap items-center gap-2">
            <span data-testid="rate-limit">{rateText(policy)}</span>
            {enforced !== undefined && (
              <Badge tone={enforced ? 'ok' : 'neutral'}>{enforced ? t('Enforced') : t('Informational')}</Badge>
            )}
          </p>
          {enforced === false && (
            <p className="text-muted">
              {t('This project reports limits but does not enforce them. Its configuration can change that.')}
            </p>
          )}
          {enforced === true && <CheckKey project={props.project} opener={t('See what is left of it')} />}
        </div>
      )}
    </EditablePanel>
  )
}

const LimitFields = ({
  draft,
  change,
  error,
}: {
  readonly draft: LimitDraft
  readonly change: (draft: LimitDraft) => void
  readonly error: string | undefined
}) => (
  <>
    <div className="grid gap-3 sm:grid-cols-3">
      <TextField
        label={t('Quota')}
        hint={t('Empty: no limit.')}
        autoFocus
        inputMode="numeric"
        value={draft.quota}
        onChange={(event) => change({ ...draft, quota: event.target.value })}
      />
      <TextField
        label={t('Window')}
        value={draft.window}
        onChange={(event) => change({ ...draft, window: event.target.value })}
      />
      <TextField
        label={t('Unit')}
        placeholder={t('requests')}
        value={draft.unit}
        onChange={(event) => change({ ...draft, unit: event.target.value })}
      />
    </div>
    {error !== undefined && (
      <p role="alert" className="text-table text-error">
        {error}
      </p>
    )}
  </>
)

const AddressesPanel = (props: KeyViewProps) => {
  const cidrs = props.loaded.key.ip_restriction?.allowed_cidrs ?? []
  return (
    <EditablePanel
      {...props}
      field="ip_restriction"
      initial={cidrs.join('\n')}
      read={readRanges}
      control={(draft, change, error) => (
        <TextAreaField
          label={t('Allowed addresses')}
          hint={t('One address or range per line. Empty: from anywhere.')}
          autoFocus
          spellCheck={false}
          value={draft}
          error={error}
          onChange={(event) => change(event.target.value)}
        />
      )}
    >
      {cidrs.length === 0 ? (
        <p className="text-muted">{t('From anywhere')}</p>
      ) : (
        <ul className="flex flex-wrap gap-2">
          {cidrs.map((cidr) => (
            <li key={cidr}>
              <code data-private>{cidr}</code>
            </li>
          ))}
        </ul>
      )}
    </EditablePanel>
  )
}
