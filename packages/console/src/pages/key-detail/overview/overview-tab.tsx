import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { TextAreaField } from '../../../ui/field.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { Time } from '../../../ui/time.tsx'
import { CodeBlock } from '../code-block.tsx'
import { EditablePanel } from '../edit/editable.tsx'
import type { KeyViewProps } from '../key-view.ts'
import { rateText, sentenceOf } from '../pure/key-texts.ts'
import { readMetadata, readScopes } from '../pure/read-fields.ts'

/** What the key is and may do. */
export const OverviewTab = (props: KeyViewProps) => (
  <div className="grid grid-cols-1 gap-4">
    <Panel title={t('What this key can do')}>
      <p className="max-w-[72ch]" data-private>
        {sentenceOf(props.loaded.key)}
      </p>
    </Panel>
    <FactsPanel {...props} />
    <ScopesPanel {...props} />
    <MetadataPanel {...props} />
  </div>
)

const FactsPanel = ({ project, loaded: { kind, key } }: KeyViewProps) => (
  <Panel title={t('Details')}>
    <dl className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      <Fact name={t('Kind')}>{kind === 'issued' ? t('Issued here') : t('Imported')}</Fact>
      <Fact name={t('Visibility')}>
        {key.visibility === 'KEY_VISIBILITY_PUBLIC' ? t('Public: may ship inside a client') : t('Secret: stays on servers')}
      </Fact>
      <Fact name={t('Created')}>
        <Time at={key.create_time} />
      </Fact>
      <Fact name={t('Changed')}>
        <Time at={key.update_time} />
      </Fact>
      <Fact name={t('Last used')} hint={t('Written every 30 seconds or so.')}>
        <Time at={key.last_used_time} never={t('Never used')} />
        {key.last_used_ip !== '' && (
          <>
            {' '}
            <code data-private>{key.last_used_ip}</code>
          </>
        )}
      </Fact>
      <Fact
        name={key.status === 'KEY_STATUS_REVOKED' ? t('Record kept until') : t('Expires')}
        hint={
          kind === 'issued'
            ? t('Expiry is fixed at creation and inherited by rotation. For another one, issue a new key.')
            : t('Expiry is fixed when the key is imported.')
        }
      >
        <Time at={key.expire_time} never={t('Never')} />
      </Fact>
      {key.rate_limit_policy !== null && (
        <Fact name={t('Rate limit')}>
          <Link
            to="/projects/$project/api-keys/keys/$keyId"
            params={{ project, keyId: key.key_id }}
            search={{ tab: 'limits' } as never}
          >
            {rateText(key.rate_limit_policy)}
          </Link>
        </Fact>
      )}
    </dl>
  </Panel>
)

const Fact = ({ name, hint, children }: { readonly name: string; readonly hint?: string; readonly children: ReactNode }) => (
  <div>
    <dt className="text-table text-muted">{name}</dt>
    <dd>{children}</dd>
    {hint !== undefined && <dd className="text-table text-muted">{hint}</dd>}
  </div>
)

const ScopesPanel = (props: KeyViewProps) => {
  const { scopes } = props.loaded.key
  return (
    <EditablePanel
      {...props}
      field="scopes"
      initial={scopes.join('\n')}
      read={readScopes}
      control={(draft, change, error) => (
        <TextAreaField
          label={t('Scopes')}
          hint={t('One per line. read:* covers read:orders.')}
          autoFocus
          spellCheck={false}
          value={draft}
          error={error}
          onChange={(event) => change(event.target.value)}
        />
      )}
    >
      {scopes.length === 0 ? (
        <p className="text-muted">{t('No scopes')}</p>
      ) : (
        <ul className="flex flex-wrap gap-2">
          {scopes.map((scope) => (
            <li key={scope}>
              <Badge tone="neutral">{scope}</Badge>
            </li>
          ))}
        </ul>
      )}
    </EditablePanel>
  )
}

const MetadataPanel = (props: KeyViewProps) => {
  const { metadata } = props.loaded.key
  const text = JSON.stringify(metadata, undefined, 2)
  return (
    <EditablePanel
      {...props}
      field="metadata"
      initial={text}
      read={readMetadata}
      control={(draft, change, error) => (
        <TextAreaField
          label={t('Metadata')}
          hint={t('A JSON object of at most 4 KiB.')}
          autoFocus
          rows={8}
          spellCheck={false}
          className="font-mono"
          value={draft}
          error={error}
          onChange={(event) => change(event.target.value)}
        />
      )}
    >
      {Object.keys(metadata).length === 0 ? (
        <p className="text-muted">{t('No metadata')}</p>
      ) : (
        <CodeBlock label={t('Metadata')} text={text} secretive />
      )}
    </EditablePanel>
  )
}
