import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { useRights } from '../../../app/session.ts'
import { t } from '../../../i18n/i18n.ts'
import { CopyButton } from '../../../ui/copy.tsx'
import { FailurePanel, Note, Panel, Skeleton } from '../../../ui/panel.tsx'
import { settingsQuery } from '../configuration-queries.ts'
import { TopicFrame } from '../topic-frame.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { SaveBar } from './save-bar.tsx'
import type { SettingDefinition } from './setting-definitions.ts'
import { SettingRow } from './setting-row.tsx'
import { isFixed, toYaml, type Values } from './setting-values.ts'
import { useSettingsDraft } from './use-settings-draft.ts'

interface TopicProps {
  readonly title: string
  readonly lead: string
  readonly definitions: readonly SettingDefinition[]
  /** Says what the values of the moment come to. */
  readonly aside?: ComponentType<{ readonly values: Values }>
}

/** The settings of one topic: changed together, saved together. */
export function SettingsPage({ title, lead, ...rest }: TopicProps) {
  const { project } = useParams({ strict: false }) as { project: string }
  const { data, error, refetch } = useQuery(settingsQuery(project))
  return (
    <TopicFrame project={project} title={title} lead={lead}>
      {error !== null && data === undefined && (
        <FailurePanel what={t('The settings could not be loaded')} error={error} onRetry={() => void refetch()} />
      )}
      {error === null && data === undefined && <Skeleton rows={4} height={96} />}
      {data !== undefined && <SettingsForm project={project} {...rest} />}
    </TopicFrame>
  )
}

function SettingsForm({ project, definitions, aside: Aside }: Omit<TopicProps, 'title' | 'lead'> & { readonly project: string }) {
  const draft = useSettingsDraft(project, definitions)
  const mayEdit = useRights(project).mayControl('project:update')
  const areAllFixed = definitions.every(({ path }) => isFixed(draft.originOf(path)))
  return (
    <form ref={draft.formRef} noValidate onSubmit={draft.submit} className="grid gap-6 [&_:is(input,button)]:scroll-mb-72">
      {!mayEdit && <Note tone="info">{t('Your role lets you read these settings. Owners and developers can change them.')}</Note>}
      {areAllFixed && (
        <Note tone="info" title={t('These settings are read-only here')}>
          {t('The configuration of the server decides all of them. Change them there, for example with the text below.')}
        </Note>
      )}
      {Aside !== undefined && <Aside values={draft.values} />}
      <Panel>
        <div className="-my-4 divide-y divide-line">
          {definitions.map((definition) => (
            <SettingRow
              key={definition.path}
              definition={definition}
              origin={draft.originOf(definition.path)}
              value={draft.values[definition.path] ?? ''}
              problem={draft.problems[definition.path]}
              liveKeysOf={draft.liveKeysOf}
              mayEdit={mayEdit}
              onChange={(value) => draft.set(definition.path, value)}
            />
          ))}
        </div>
      </Panel>
      <AsFile values={draft.values} />
      <SaveBar project={project} draft={draft} definitions={definitions} />
      <LeaveGuard active={draft.changes.length > 0} />
    </form>
  )
}

function AsFile({ values }: { readonly values: Values }) {
  const text = toYaml(values)
  return (
    <details className="rounded-panel border border-line p-4">
      <summary className="font-medium">{t('As text for a configuration file')}</summary>
      <pre className="mt-3 overflow-x-auto rounded-control bg-subtle p-3" translate="no">
        {text}
      </pre>
      <CopyButton className="mt-3" text={text} label={t('Copy the text')}>
        {t('Copy')}
      </CopyButton>
    </details>
  )
}
