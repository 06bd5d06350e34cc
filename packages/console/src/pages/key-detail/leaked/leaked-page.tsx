import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { CopyButton } from '../../../ui/copy.tsx'
import { Page } from '../../../ui/page.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { CodeBlock } from '../code-block.tsx'
import { keyUsageQuery, sourcesQuery } from '../key-detail-queries.ts'
import { KeyFacts } from '../key-facts.tsx'
import { KeyOrWhyNot } from '../key-or-why-not.tsx'
import type { KeyViewProps } from '../key-view.ts'
import { incidentNote } from './incident-note.ts'
import { ReplaceKey } from './replace-key.tsx'
import { StopKey } from './stop-key.tsx'

const LOOK_EVERY_MS = 5000

/** Others have the secret of a key: who uses it, and, on one screen, what stops, replaces and reports it. */
export function LeakedPage() {
  const { project, keyId } = useParams({ strict: false }) as { project: string; keyId: string }
  return (
    <KeyOrWhyNot project={project} keyId={keyId}>
      {(loaded) => <LeakedKey key={keyId} project={project} loaded={loaded} />}
    </KeyOrWhyNot>
  )
}

function LeakedKey({ project, loaded }: KeyViewProps) {
  const { key } = loaded
  const [replacementId, setReplacementId] = useState<string>()
  return (
    <Page
      title={t('{name} has leaked', { name: key.name })}
      lead={<KeyFacts project={project} loaded={loaded} />}
      actions={
        <Link to="/projects/$project/api-keys/keys/$keyId" params={{ project, keyId: key.key_id }}>
          {t('All about this key')}
        </Link>
      }
    >
      <div className="grid gap-4 lg:grid-cols-2">
        <div className="grid content-start gap-4">
          <StopKey project={project} loaded={loaded} />
          <ReplaceKey project={project} loaded={loaded} replacementId={replacementId} onReplaced={setReplacementId} />
        </div>
        <TellOthers project={project} loaded={loaded} replacementId={replacementId} />
      </div>
    </Page>
  )
}

function TellOthers({ project, loaded: { key }, replacementId }: KeyViewProps & { readonly replacementId: string | undefined }) {
  const live = { refetchInterval: LOOK_EVERY_MS }
  const usage = useQuery({ ...keyUsageQuery(project, key.key_id, '24h'), ...live }).data
  const sources = useQuery({ ...sourcesQuery(project, key.key_id), ...live }).data
  const note = incidentNote({ project, key, usage, sources, replacementId, now: Date.now() })
  return (
    <Panel
      title={t('3. Tell the others')}
      actions={
        <CopyButton text={note} label={t('Copy incident note')}>
          {t('Copy incident note')}
        </CopyButton>
      }
    >
      <CodeBlock label={t('Incident note')} text={note} secretive />
    </Panel>
  )
}
