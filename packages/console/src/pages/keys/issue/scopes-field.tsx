import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { type KeyboardEvent, useId, useState } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/field.tsx'
import type { FormPart } from './form-part.ts'
import { recentValuesQuery } from './issue-queries.ts'

const isReading = (scope: string): boolean => /(^|[:._/-])(read|list|get)([:._/-]|$)/.test(scope)

/** Scopes one after the other, with those already in use at hand. */
export function ScopesField({ project, draft: { scopes }, change, problems }: FormPart) {
  const [typed, setTyped] = useState('')
  const listId = useId()
  const used = useQuery(recentValuesQuery(project)).data?.scopes ?? []
  const add = (more: readonly string[]): void => change({ scopes: [...new Set([...scopes, ...more])] })
  const addTyped = (): void => {
    add(typed.split(/[\s,]+/).filter(Boolean))
    setTyped('')
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if ((event.key === 'Enter' || event.key === ',' || event.key === ' ') && typed.trim() !== '') {
      event.preventDefault()
      addTyped()
    }
    if (event.key === 'Backspace' && typed === '') change({ scopes: scopes.slice(0, -1) })
  }
  const reading = used.filter(isReading)
  return (
    <>
      <TextField
        label={t('Scopes')}
        list={listId}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={addTyped}
        placeholder="read:orders"
        translate="no"
        hint={t('Enter or a comma adds one. Without scopes the key may do what your API allows to every key.')}
        error={problems.scopes}
      />
      <datalist id={listId}>
        {used.map((scope) => (
          <option key={scope} value={scope} />
        ))}
      </datalist>
      {used.length > 0 && (
        <div className="flex flex-wrap gap-2">
          {reading.length > 0 && (
            <Button onClick={() => add(reading)}>{t('All that read ({count})', { count: reading.length })}</Button>
          )}
          <Button onClick={() => add(used)}>{t('All in use ({count})', { count: used.length })}</Button>
        </div>
      )}
      {scopes.length > 0 && (
        <ul className="flex flex-wrap gap-2" aria-label={t('Chosen scopes')}>
          {scopes.map((scope) => (
            <li key={scope} className="flex items-center rounded-full bg-neutral-ground ps-3 text-neutral">
              <code>{scope}</code>
              <IconButton
                label={t('Remove {scope}', { scope })}
                onClick={() => change({ scopes: scopes.filter((other) => other !== scope) })}
              >
                <X aria-hidden size={14} />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
