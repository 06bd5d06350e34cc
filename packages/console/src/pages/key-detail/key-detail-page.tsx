import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useRights } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Page } from '../../ui/page.tsx'
import { type TabLink, TabLinks } from '../../ui/tabs.tsx'
import { ActivityTab } from './activity/activity-tab.tsx'
import { CodeTab } from './code/code-tab.tsx'
import { KeyActions } from './key-actions.tsx'
import { type KeyDetailSearch, type KeyTab, keyTabs } from './key-detail-search.ts'
import { KeyDialogs } from './key-dialogs.tsx'
import { KeyFacts } from './key-facts.tsx'
import { KeyOrWhyNot } from './key-or-why-not.tsx'
import { KeyState } from './key-state.tsx'
import type { KeyViewProps } from './key-view.ts'
import { LimitsTab } from './limits/limits-tab.tsx'
import { OverviewTab } from './overview/overview-tab.tsx'
import { TokensTab } from './tokens/tokens-tab.tsx'
import { UsageTab } from './usage/usage-tab.tsx'

/** One key: what it is, what may be done with it, and what became of it. */
export function KeyDetailPage() {
  const { project, keyId } = useParams({ strict: false }) as { project: string; keyId: string }
  return (
    <KeyOrWhyNot project={project} keyId={keyId}>
      {(loaded) => <KeyPage key={keyId} project={project} loaded={loaded} />}
    </KeyOrWhyNot>
  )
}

function KeyPage({ project, loaded }: KeyViewProps) {
  const { tab, do: question } = useSearch({ strict: false }) as KeyDetailSearch
  const navigate = useNavigate()
  const rights = useRights(project)
  const { key } = loaded
  const ask = (next: KeyDetailSearch['do']) =>
    void navigate({
      to: '/projects/$project/api-keys/keys/$keyId',
      params: { project, keyId: key.key_id },
      search: { tab, do: next } as never,
      replace: next === undefined,
    })
  return (
    <Page
      title={key.name}
      lead={<KeyFacts project={project} loaded={loaded} />}
      actions={<KeyActions project={project} loaded={loaded} rights={rights} onAsk={ask} />}
    >
      <KeyState project={project} loaded={loaded} />
      <div className="min-w-0">
        <TabLinks label={t('Views of this key')} tabs={tabLinks(project, key.key_id)} />
        <TabContent tab={tab} project={project} loaded={loaded} />
      </div>
      <KeyDialogs question={question} project={project} loaded={loaded} onClose={() => ask(undefined)} />
    </Page>
  )
}

const tabNames = (): Readonly<Record<KeyTab, string>> => ({
  overview: t('Overview'),
  usage: t('Usage'),
  limits: t('Limits'),
  tokens: t('Tokens'),
  activity: t('Activity'),
  code: t('Code'),
})

const tabLinks = (project: string, keyId: string): readonly TabLink[] =>
  keyTabs.map((tab) => ({
    label: tabNames()[tab],
    link: { to: '/projects/$project/api-keys/keys/$keyId', params: { project, keyId } as never, search: { tab } as never },
  }))

function TabContent({ tab, ...props }: KeyViewProps & { readonly tab: KeyTab }) {
  const Content = {
    overview: OverviewTab,
    usage: UsageTab,
    limits: LimitsTab,
    tokens: TokensTab,
    activity: ActivityTab,
    code: CodeTab,
  }[tab]
  return <Content {...props} />
}
