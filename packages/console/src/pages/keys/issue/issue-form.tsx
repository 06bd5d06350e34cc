import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { TextField } from '../../../ui/field.tsx'
import { AddressesField } from './addresses-field.tsx'
import { ExpiryField } from './expiry-field.tsx'
import type { FormPart } from './form-part.ts'
import { FormSection } from './form-section.tsx'
import { cidrsOf, readIpList } from './ip-list.ts'
import { recentValuesQuery } from './issue-queries.ts'
import { KeyTester } from './key-tester.tsx'
import { LimitFields } from './limit-fields.tsx'
import { MetadataField } from './metadata-field.tsx'
import { parseMetadata } from './metadata-text.ts'
import { ScopesField } from './scopes-field.tsx'
import { VisibilityField } from './visibility-field.tsx'

/** Name, actor and expiry; everything else is folded away until somebody wants it. */
export function IssueFields(part: FormPart) {
  const { project, draft, change, problems } = part
  const listId = useId()
  const actors = useQuery(recentValuesQuery(project)).data?.actors ?? []
  return (
    <>
      <TextField
        label={t('Name')}
        name="name"
        required
        value={draft.name}
        onChange={(event) => change({ name: event.target.value })}
        placeholder={draft.actor === '' ? t('ci-deploy') : `${draft.actor}-${project}`}
        error={problems.name}
      />
      <TextField
        label={t('Actor')}
        name="actor"
        list={listId}
        value={draft.actor}
        onChange={(event) => change({ actor: event.target.value })}
        hint={t('Who the key belongs to: a user, a service, a customer.')}
        error={problems.actor}
        data-private
      />
      <datalist id={listId}>
        {actors.map((actor) => (
          <option key={actor} value={actor} />
        ))}
      </datalist>
      <ExpiryField {...part} />
      <div>
        <OptionalFields {...part} />
      </div>
    </>
  )
}

function OptionalFields(part: FormPart) {
  const { draft, problems, rules } = part
  const ranges = cidrsOf(readIpList(draft.cidrs)).length
  const attributes = Object.keys(parseMetadata(draft.metadata) ?? {}).length
  return (
    <>
      <FormSection
        title={t('What it may do')}
        state={t('{count, plural, =0 {no scopes} one {# scope} other {# scopes}}', { count: draft.scopes.length })}
        isFilled={draft.scopes.length > 0}
        hasProblem={problems.scopes !== undefined}
      >
        <ScopesField {...part} />
      </FormSection>
      <FormSection
        title={t('How often')}
        state={draft.quota === '' ? t('no limit') : `${draft.quota} / ${draft.window}`}
        isFilled={draft.quota !== ''}
        hasProblem={problems.quota !== undefined || problems.window !== undefined}
      >
        <LimitFields {...part} />
      </FormSection>
      <FormSection
        title={t('From where')}
        state={t('{count, plural, =0 {anywhere} one {# range} other {# ranges}}', { count: ranges })}
        isFilled={draft.cidrs !== ''}
        hasProblem={problems.cidrs !== undefined}
      >
        <AddressesField {...part} />
      </FormSection>
      <FormSection
        title={t('Secret or public')}
        state={draft.visibility === 'public' ? t('public') : t('secret')}
        isFilled={draft.visibility === 'public'}
        hasProblem={problems.visibility !== undefined}
      >
        <VisibilityField {...part} />
      </FormSection>
      <FormSection
        title={t('Your own attributes')}
        state={t('{count, plural, =0 {none} other {#}}', { count: attributes })}
        isFilled={draft.metadata !== ''}
        hasProblem={problems.metadata !== undefined}
      >
        <MetadataField {...part} />
      </FormSection>
      <FormSection title={t('What could this key do?')} state={t('try it out')} isFilled={false} hasProblem={false}>
        <KeyTester draft={draft} rules={rules} />
      </FormSection>
    </>
  )
}
